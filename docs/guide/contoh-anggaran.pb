META
key;value
description;Musrenbang Desa Contoh (data karangan)
country;Indonesia
budget;300000000
currency;IDR
vote_type;approval
rule;equalshares/add1
num_projects;10
num_votes;64
PROJECTS
project_id;cost;name
air-bersih;95000000;Sumur bor dan tandon air RW 3
jembatan;140000000;Perbaikan jembatan gantung Kali Bening
lampu;48000000;Lampu jalan tenaga surya, 12 titik
posyandu;22500000;Alat timbang dan ruang laktasi posyandu
lapangan;60000000;Lapangan voli dan bola sepak takraw
perpustakaan;35000000;Perpustakaan keliling dengan gerobak motor
drainase;75000000;Saluran air di gang belakang pasar
kompos;28000000;Rumah kompos dan bank sampah
difabel;18000000;Jalur landai balai desa untuk kursi roda
gamelan;40000000;Gamelan dan sanggar tari anak
VOTES
voter_id;vote
1;air-bersih,drainase,jembatan,lampu
2;air-bersih,drainase,jembatan,lampu
3;air-bersih,drainase,jembatan,posyandu
4;air-bersih,drainase,jembatan,lampu,posyandu
5;air-bersih,jembatan,lampu,lapangan
6;air-bersih,drainase,jembatan,lampu
7;air-bersih,drainase,jembatan,lampu
8;air-bersih,drainase,jembatan,lampu
9;air-bersih,drainase,jembatan,lampu
10;drainase,lampu
11;air-bersih,drainase,lampu
12;drainase,lampu
13;air-bersih,drainase,jembatan
14;air-bersih,drainase,jembatan
15;air-bersih,lampu
16;air-bersih,drainase,jembatan,lampu,lapangan
17;air-bersih,drainase,jembatan,kompos
18;air-bersih,drainase,jembatan,lampu
19;air-bersih,jembatan,lampu
20;air-bersih,drainase,jembatan,lampu
21;air-bersih,drainase,jembatan,lampu
22;air-bersih,drainase,lampu
23;jembatan
24;air-bersih,drainase,jembatan,lampu
25;air-bersih,drainase,gamelan,lampu
26;air-bersih,drainase,jembatan,lampu
27;difabel,kompos,perpustakaan,posyandu
28;kompos,posyandu
29;difabel,kompos,perpustakaan,posyandu
30;difabel,kompos,posyandu
31;kompos,lapangan,perpustakaan
32;kompos,perpustakaan,posyandu
33;difabel,perpustakaan,posyandu
34;difabel,kompos,perpustakaan,posyandu
35;difabel,gamelan,kompos,perpustakaan,posyandu
36;difabel
37;difabel,gamelan,kompos,perpustakaan,posyandu
38;difabel,jembatan,perpustakaan
39;difabel,lampu,perpustakaan
40;difabel,perpustakaan,posyandu
41;kompos,perpustakaan,posyandu
42;difabel,kompos,perpustakaan,posyandu
43;difabel,kompos,posyandu
44;kompos,posyandu
45;lapangan,perpustakaan
46;gamelan,lapangan,perpustakaan
47;gamelan,lapangan,perpustakaan
48;gamelan
49;difabel,perpustakaan
50;gamelan,lampu,lapangan,perpustakaan
51;gamelan,lapangan
52;gamelan,lapangan,perpustakaan
53;gamelan,jembatan,lapangan,perpustakaan
54;gamelan,lapangan
55;gamelan,lapangan,perpustakaan
56;air-bersih,difabel,kompos
57;kompos
58;air-bersih,kompos
59;air-bersih,difabel,kompos,posyandu
60;air-bersih,difabel,kompos,lampu
61;difabel,kompos,lampu
62;kompos
63;air-bersih,drainase
64;difabel,kompos
