"""What became of each wish of the sample space. Days are counted back from the day the demo is made."""

from __future__ import annotations

from dataclasses import dataclass, field

from rembuk.programmes.actions import Weighed


@dataclass(frozen=True)
class Promise:
    """Hold one milestone: due so many days from today, and what happened to it."""

    title: str
    due: int
    pieces: int = 0
    kept: int | None = None
    evidence: str = ""
    moved: int | None = None
    moved_to: int = 0
    because: str = ""
    news: str = ""
    news_done: int | None = None
    news_evidence: str = ""
    photo: bool = False


@dataclass(frozen=True)
class Story:
    """Hold how far one wish came, and the words said on the way."""

    wish: str
    title: str
    because: str
    accepted: int
    reviewed: int | None = None
    recommends: tuple[str, ...] = ("accept", "accept")
    whose: str = "ours"
    reasons: tuple[str, ...] = ()
    change: str = ""
    objected: int | None = None
    objection: str = ""
    overturned: int | None = None
    overturned_because: str = ""
    decided: int | None = None
    adopted: bool = True
    decision: str = ""
    goal: str = ""
    decision_because: str = ""
    options: tuple[Weighed, ...] = ()
    promised: int | None = None
    commitment: str = ""
    text: str = ""
    budget: int | None = None
    answered_by: str = "Tim program"
    milestones: tuple[Promise, ...] = field(default_factory=tuple)


STORIES = (
    Story(
        wish="lampu",
        title="Lampu di jalur pulang sekolah, sepanjang Selokan Mataram",
        because="semua suara ini menyebut ruas yang sama dan waktu yang sama, sesudah magrib.",
        accepted=84,
        reviewed=70,
        reasons=(
            "Kebutuhannya jelas: anak pulang sekolah lewat ruas gelap setiap hari, dan biayanya terjangkau.",
            "Dapat dikerjakan bertahap. Catatan: perawatan tahun kedua belum ada yang menanggung.",
        ),
        decided=60,
        decision="Lampu tenaga surya di 14 titik",
        goal="Anak yang pulang sesudah magrib melewati ruas yang terang, dari jembatan sampai masjid.",
        decision_because="Lampu tenaga surya lebih cepat daripada menunggu sambungan listrik.",
        options=(
            Weighed(
                "Lampu tenaga surya, 14 titik",
                "Terpasang dalam tiga bulan.",
                "Baterai diganti tiap lima tahun.",
                True,
            ),
            Weighed("Sambungan listrik baru", "Lebih terang.", "Izin dan galian paling cepat delapan bulan."),
            Weighed("Pagar saja", "Paling murah.", "Jalur tetap gelap."),
        ),
        promised=55,
        commitment="14 lampu tenaga surya di Selokan Mataram",
        text="Empat belas lampu tenaga surya dari jembatan sampai tikungan masjid. Warga membantu memasang, "
        "ruang ini menanggung alat dan perawatan dua tahun.",
        budget=63_000_000,
        milestones=(
            Promise(
                "Izin titik tiang", due=-35, kept=38, evidence="Surat kalurahan, dapat dilihat di balai."
            ),
            Promise(
                "7 lampu menyala",
                due=-14,
                pieces=7,
                moved=11,
                moved_to=14,
                because="Tiang yang dikirim 4 meter, bukan 6 meter. Pemasok menukar dan menanggungnya.",
                news="3 dari 7 lampu menyala",
                news_done=3,
                news_evidence="Tiga tiang pengganti datang lebih dulu. Fotonya di bawah ini.",
                photo=True,
            ),
            Promise("14 lampu menyala", due=91, pieces=14),
        ),
    ),
    Story(
        wish="baca",
        title="Kelas baca petang di Balai Sinduadi",
        because="semuanya meminta kelas membaca sore hari di balai yang sama.",
        accepted=86,
        reviewed=76,
        reasons=(
            "Biayanya kecil, tempatnya ada, dan banyak anak kelas tiga belum lancar membaca.",
            "Adil untuk keluarga yang tidak sanggup membayar les. Mahasiswa sekitar bersedia membantu.",
        ),
        decided=70,
        decision="Kelas baca dua sore dalam seminggu",
        goal="Anak kelas satu sampai tiga di Sinduadi lancar membaca sebelum naik kelas.",
        decision_because="Balai kosong setiap sore dan sukarelawan sudah cukup untuk dua kelas.",
        options=(
            Weighed("Dua sore seminggu", "Sukarelawan cukup.", "Belum setiap hari.", True),
            Weighed("Setiap sore", "Lebih cepat terasa.", "Sukarelawan belum cukup."),
        ),
        promised=66,
        commitment="Kelas baca dibuka dan berjalan tiga bulan",
        text="Dua sore dalam seminggu, tanpa biaya, untuk anak kelas satu sampai tiga.",
        budget=4_500_000,
        milestones=(
            Promise("Kelas pertama dibuka", due=-45, kept=48, evidence="Daftar hadir di balai, 21 anak."),
            Promise(
                "Berjalan sampai pertemuan ke-12",
                due=-3,
                kept=4,
                evidence="Buku hadir 12 pertemuan, di balai.",
            ),
        ),
    ),
    Story(
        wish="resapan",
        title="Sumur resapan di Tridadi",
        because="semuanya menyebut genangan di Tridadi sesudah hujan lebat.",
        accepted=82,
        reviewed=72,
        reasons=(
            "Genangan berulang setiap hujan deras dan sumur resapan terbukti membantu di padukuhan sebelah.",
            "Manfaatnya besar untuk lantai satu rusunawa, asal letak sumurnya diukur lebih dulu.",
        ),
        decided=64,
        decision="Enam sumur resapan di halaman rusunawa",
        goal="Halaman rusunawa tidak tergenang lebih dari satu jam sesudah hujan lebat.",
        decision_because="Sumur resapan dapat dibuat tanpa membongkar saluran yang ada.",
        options=(
            Weighed("Enam sumur resapan", "Cepat dan murah.", "Perlu dirawat tiap tahun.", True),
            Weighed("Saluran baru ke sungai", "Tahan lama.", "Di luar wewenang ruang ini."),
        ),
        promised=60,
        commitment="Enam sumur resapan di Tridadi",
        text="Enam sumur resapan di halaman rusunawa dan dua gang di sebelahnya.",
        budget=30_000_000,
        milestones=(
            Promise(
                "Enam sumur resapan selesai",
                due=-31,
                pieces=6,
                moved=27,
                moved_to=24,
                because="Tanah rusunawa belum diukur ulang, dan alat ukur baru tersedia bulan depan.",
            ),
        ),
    ),
    Story(
        wish="posyandu",
        title="Jadwal posyandu sore di Condongcatur",
        because="semuanya meminta jadwal sore untuk ibu yang bekerja di Condongcatur.",
        accepted=74,
        reviewed=63,
        reasons=(
            "Ibu yang bekerja tidak dapat datang pagi. Menggeser satu jadwal tidak menambah biaya.",
            "Kader menyanggupi satu kali sebulan. Perlu tempat yang terang sampai pukul enam.",
        ),
        decided=52,
        decision="Satu jadwal sore dalam sebulan",
        goal="Anak dari ibu yang bekerja ikut ditimbang setiap bulan.",
        decision_because="Kader sanggup sekali sebulan tanpa menambah hari kerja.",
        options=(
            Weighed("Satu jadwal sore sebulan", "Kader sanggup.", "Belum setiap minggu.", True),
            Weighed("Hari Minggu", "Semua libur.", "Kader juga libur."),
        ),
        promised=48,
        commitment="Posyandu sore setiap bulan di Condongcatur",
        text="Satu kali sebulan, pukul empat sampai enam sore, mulai bulan depan.",
        budget=0,
        milestones=(Promise("Jadwal sore pertama", due=-6),),
    ),
    Story(
        wish="trotoar",
        title="Trotoar Jalan Gejayan untuk kursi roda",
        because="semuanya menyebut trotoar Gejayan yang tertutup parkir motor.",
        accepted=60,
        reviewed=48,
        reasons=(
            "Pengguna kursi roda turun ke jalan raya. Pembatas parkir murah dan cepat dipasang.",
            "Adil: yang paling dirugikan adalah yang paling jarang didengar. Perlu izin kabupaten.",
        ),
        decided=36,
        decision="Pembatas parkir di lima titik",
        goal="Trotoar dapat dilewati kursi roda dari simpang sampai halte.",
        decision_because="Pembatas mencegah parkir tanpa perlu penjaga.",
        options=(
            Weighed("Pembatas di lima titik", "Bekerja siang malam.", "Perlu izin kabupaten.", True),
            Weighed("Penjaga parkir", "Mulai besok.", "Berhenti begitu biayanya habis."),
        ),
        promised=30,
        commitment="Trotoar Gejayan bebas parkir di lima titik",
        text="Pembatas parkir dan perbaikan jalur pemandu di lima titik.",
        budget=18_000_000,
        milestones=(
            Promise("Izin kabupaten keluar", due=-10, kept=12, evidence="Surat izin di papan pengumuman."),
            Promise(
                "Lima titik terpasang",
                due=40,
                pieces=5,
                news="2 dari 5 titik terpasang",
                news_done=2,
                news_evidence="Foto dua titik dekat halte.",
            ),
        ),
    ),
    Story(
        wish="parkir",
        title="Parkir berbayar di Pasar Sleman",
        because="semuanya meminta parkir pasar dijadikan berbayar resmi.",
        accepted=58,
        reviewed=44,
        recommends=("refuse", "refuse"),
        whose="regency",
        reasons=(
            "Pedagang kecil menanggung biaya paling besar, padahal mereka paling sering keluar masuk pasar.",
            "Belum adil bagi pembeli harian. Usul lain: penataan dan pengawasan tanpa karcis lebih dulu.",
        ),
        change="Ada tarif nol untuk pedagang kecil dan pembeli harian, tertulis di rancangannya.",
    ),
    Story(
        wish="sampah",
        title="Angkut sampah TPS Hargobinangun setiap hari",
        because="semuanya menyebut TPS Hargobinangun yang penuh, terutama sesudah libur.",
        accepted=56,
        reviewed=42,
        reasons=(
            "Kebutuhannya jelas pada musim libur dan manfaatnya langsung terasa oleh warga.",
            "Dapat dikerjakan bila truk tambahan tersedia; biayanya perlu dihitung lagi.",
        ),
        decided=28,
        adopted=False,
        decision="Angkut setiap hari tidak dikerjakan tahun ini",
        goal="TPS Hargobinangun tidak meluber pada musim libur.",
        decision_because="Truk hanya dimiliki kabupaten dan sudah penuh. Usul ini diteruskan ke dinasnya, "
        "dan ditimbang lagi bila ada truk tambahan.",
        options=(
            Weighed("Meneruskan ke dinas", "Truknya di sana.", "Waktunya tidak pasti.", True),
            Weighed("Menyewa truk sendiri", "Langsung jalan.", "Melebihi seluruh anggaran ruang ini."),
        ),
    ),
    Story(
        wish="palang",
        title="Palang pintu di perlintasan kereta Tirtoadi",
        because="semuanya menyebut perlintasan Tirtoadi yang tidak berpalang.",
        accepted=40,
        reviewed=26,
        reasons=(
            "Bahaya setiap hari, dan warga sudah bergiliran berjaga. Kebutuhan paling mendesak bulan ini.",
            "Palang adalah wewenang perkeretaapian; ruang ini dapat membiayai pos jaga sementara.",
        ),
        decided=9,
        decision="Pos jaga sementara sambil mengurus palang resmi",
        goal="Tidak ada yang menyeberang tanpa peringatan di Tirtoadi.",
        decision_because="Pos jaga dapat berdiri bulan depan, sedangkan palang resmi menunggu izin pusat.",
        options=(
            Weighed("Pos jaga sementara", "Bulan depan berdiri.", "Bukan palang resmi.", True),
            Weighed("Menunggu palang resmi", "Paling aman.", "Paling cepat tahun depan."),
        ),
    ),
    Story(
        wish="pustaka",
        title="Perpustakaan Sidoarum buka sampai malam",
        because="semuanya meminta jam buka perpustakaan kalurahan Sidoarum diperpanjang.",
        accepted=38,
        reviewed=27,
        recommends=("refuse", "refuse"),
        whose="village",
        reasons=(
            "Jam buka sampai malam memerlukan satu petugas tambahan yang upahnya belum ada sumbernya.",
            "Manfaatnya jelas, tetapi belum ada yang menjaga gedung sesudah pukul empat sore.",
        ),
        change="Ada yang sanggup menjaga perpustakaan sampai malam tanpa upah tambahan.",
        objected=20,
        objection="Karang taruna sudah menyatakan sanggup menjaga bergiliran sampai pukul delapan malam. "
        "Ini belum dibaca penelaah.",
        overturned=8,
        overturned_because="Kesanggupan karang taruna menjawab alasan penolakan: petugasnya ada, "
        "tanpa upah tambahan.",
    ),
    Story(
        wish="pupuk",
        title="Pupuk bersubsidi tepat waktu di Margoluwih",
        because="semuanya menyebut pupuk bersubsidi di Margoluwih: terlambat, kurang, atau mahal.",
        accepted=76,
        reviewed=64,
        whose="nation",
        reasons=(
            "Kebutuhannya jelas dan bermusim: pupuk yang datang sesudah masa tanam tidak menolong lagi.",
            "Jatah dan harganya diatur pusat. Ruang ini dapat menyusun datanya dan meneruskannya.",
        ),
        decided=54,
        adopted=False,
        decision="Diteruskan ke pusat dengan data dari kelompok tani",
        goal="Pupuk bersubsidi sampai di kios Margoluwih sebelum masa tanam, dengan harga resmi.",
        decision_because="Jatah dan harga bukan wewenang ruang ini. Datanya lengkap, jadi laporan resmi "
        "lebih berguna daripada janji yang tidak dapat ditepati.",
        options=(
            Weighed("Meneruskan dengan data", "Yang berwenang yang menjawab.", "Waktunya tidak pasti.", True),
            Weighed("Membeli pupuk sendiri", "Cepat.", "Hanya cukup untuk seperempat petani, sekali saja."),
        ),
    ),
    Story(
        wish="air",
        title="Air keruh sesudah hujan di Tirtomartani",
        because="semuanya menyebut air cokelat atau buthek di kalurahan yang sama.",
        accepted=9,
    ),
    Story(
        wish="internet",
        title="Internet untuk anak sekolah di Girikerto",
        because="semuanya menyebut sinyal yang hilang di Girikerto dan anak sekolah yang memerlukannya.",
        accepted=5,
    ),
)
