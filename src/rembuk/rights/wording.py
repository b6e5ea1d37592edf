"""What people agree to, in plain words. A changed sentence gets a new version; old ones stay."""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing


class Purpose(NamedTuple):
    """Name one purpose: the version of its wording and the sentence a person says yes to."""

    version: int
    sentence: Promise

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the sentence in the language that is active now."""
        return sha256(str(self.sentence).encode()).hexdigest()


PURPOSES: dict[str, Purpose] = {
    "progress": Purpose(1, _("Kabari saya setiap ada langkah baru atas suara ini.")),
    "questions": Purpose(1, _("Tim boleh bertanya kepada saya bila ada yang kurang jelas.")),
    "news": Purpose(1, _("Kirimi saya kabar lain dari ruang ini, paling banyak sebulan sekali.")),
}

# What a field worker reads aloud, and the person beside them says yes to.
FIELD = "field"
# What a citizen agrees to who sends a recording of their own.
SPOKEN = "spoken"
READ_ALOUD: dict[str, Purpose] = {
    FIELD: Purpose(
        1,
        _(
            "Suara Anda kami catat, dibaca tim, dan boleh disatukan dengan suara lain yang serupa. Nama Anda "
            "tidak ditampilkan kecuali Anda minta. Rekaman hanya didengar tim. Anda mendapat kode untuk "
            "melihat sampai mana, membetulkan, atau menariknya kapan saja. Anda setuju?"
        ),
    ),
    SPOKEN: Purpose(
        1,
        _(
            "Tim ruang ini menyimpan rekaman saya, mendengarnya, dan mengetik isinya. Rekamannya tidak "
            "diputar untuk umum; yang dapat tampil hanya tulisannya. Saya boleh menariknya kapan saja."
        ),
    ),
}
# What a parent or guardian says yes to; of age bands and duties PP 17/2025 (PP TUNAS) speaks.
GUARDIAN = Purpose(
    1,
    _(
        "Saya orang tua atau wali anak ini, dan ia boleh memakai akunnya di sini: mendukung gagasan dan "
        "mengikuti kabarnya. Umurnya disimpan sebagai rentang saja. Namanya tidak pernah tampil, pendapatnya "
        "tidak dikumpulkan menjadi gambaran tentang dirinya, dan ia hanya dikirimi kabar yang ia minta. Izin "
        "ini dapat saya cabut kapan saja lewat tautan yang sama."
    ),
)
SAME_MAILBOX = _("Tulis surel orang tua atau wali, bukan surel Anda sendiri.")
NOT_A_CHILD = _("Izin orang tua hanya diminta untuk yang berumur di bawah 18 tahun.")
DEAD_GUARDIAN_LINK = _(
    "Tautan ini tidak berlaku lagi. Anak itu dapat mengirim yang baru dari halaman akunnya."
)

# Every sentence anybody can agree to.
SENTENCES = PURPOSES | READ_ALOUD

# What staff may look at, each look logged.
LOOKS = {
    "author": _("Nama atau akun pengirim"),
    "contact": _("Surel pengirim"),
    "words": _("Kata-kata suara yang hanya untuk tim"),
    "files": _("Rekaman atau foto suara yang hanya untuk tim"),
    "public_text": _("Data pribadi dalam teks untuk umum"),
}
# What a look was about, by the kind of its reference.
ABOUT = {
    "voices.voice": _("suara nomor %(key)s"),
    "people.person": _("akun nomor %(key)s"),
    "site.page": _("halaman %(key)s"),
}

# How what is held reads on a page; the file to download keeps the plain names.
FIELDS = {
    "what": _("Apa"),
    "email": _("Surel"),
    "name": _("Nama"),
    "handle": _("Akun"),
    "zone": _("Zona waktu"),
    "band": _("Umur"),
    "allowed_at": _("Izin orang tua sejak"),
    "joined_at": _("Sejak"),
    "type": _("Cara"),
    "device": _("Perangkat"),
    "network": _("Jaringan"),
    "at": _("Waktu"),
    "used_at": _("Terakhir dipakai atau dibaca"),
    "mailed_at": _("Dikirim lewat surel"),
    "space": _("Ruang"),
    "role": _("Peran"),
    "title": _("Judul"),
    "address": _("Alamat halaman"),
    "kind": _("Jenis"),
    "text": _("Tulisan"),
    "seconds": _("Panjangnya (detik)"),
    "size": _("Ukurannya (bita)"),
    "channel": _("Lewat"),
    "place": _("Tempat"),
    "visibility": _("Tampil"),
    "set_aside": _("Disisihkan karena"),
    "label": _("Label"),
    "value": _("Isinya"),
    "purpose": _("Untuk"),
    "given": _("Boleh"),
    "consents": _("Persetujuan"),
    "why": _("Karena"),
    "about": _("Tentang"),
    "due": _("Paling lambat"),
    "answered_at": _("Dijawab"),
    "outcome": _("Hasil"),
    "answer": _("Jawaban"),
}
WHATS = {
    "account": _("Akun"),
    "second_factor": _("Langkah kedua"),
    "session": _("Sesi yang terbuka"),
    "sign_in_code": _("Kode masuk yang dikirim"),
    "role": _("Peran"),
    "invitation": _("Undangan"),
    "endorsement": _("Dukungan"),
    "board_move": _("Langkah di papan"),
    "merge_answer": _("Jawaban atas usul bergabung"),
    "saved_filter": _("Saringan papan"),
    "notice": _("Kabar"),
    "letter": _("Surat"),
    "preference": _("Pilihan kabar"),
    "follow": _("Yang diikuti"),
    "heard": _("Jawaban tentang kabar"),
    "stop": _("Berhenti dikabari"),
    "step": _("Langkah"),
    "voice": _("Suara"),
    "version": _("Tulisan sebelumnya"),
    "label_machine": _("Label dari mesin"),
    "label_person": _("Label dari petugas"),
    "reply": _("Jawaban di jejaring"),
    "evidence": _("Bukti yang Anda tambahkan"),
    "sound": _("Catatan suara"),
    "photo": _("Foto"),
    "author": _("Pengirim"),
    "contact": _("Surel pengirim"),
    "address_left": _("Surel Anda, ditinggalkan pada sebuah suara"),
    "public_text": _("Data pribadi dalam teks untuk umum"),
    "consent": _("Persetujuan"),
    "look": _("Pembukaan data yang Anda lakukan"),
    "looked_at": _("Data Anda dibuka"),
    "data_request": _("Permintaan tentang data"),
    "appeal": _("Banding"),
    "review_seat": _("Giliran telaah"),
    "scorecard": _("Penilaian"),
    "conflict": _("Benturan kepentingan"),
    "question": _("Pertanyaan kepada ahli"),
    "objection": _("Keberatan"),
    "guardian": _("Orang tua atau wali yang ditanya"),
    "guardian_word": _("Jawaban orang tua atau wali"),
}
# How the ways of a second factor read.
WAYS = {
    "totp": _("Aplikasi pembuat kode"),
    "recovery_codes": _("Kode cadangan"),
    "webauthn": _("Kunci sandi"),
}
SURE = _("Centang dulu bahwa Anda mengerti; penghapusan tidak dapat dibatalkan.")

PROCESSING = (
    Processing(
        data=_("Persetujuan, pembukaan data, permintaan penghapusan"),
        of_whom=_("Warga dan anggota tim"),
        purpose=_("Membuktikan persetujuan dan mengawasi siapa yang melihat data"),
        basis=("legal",),
        seen_by=_("Orangnya sendiri; pejabat pelindungan data ruang itu"),
        kept=_("Selama undang-undang meminta buktinya; sesudah penghapusan tanpa nama"),
    ),
    Processing(
        data=_("Surel orang tua atau wali, dan izin yang mereka berikan"),
        of_whom=_("Orang tua atau wali pemegang akun di bawah 18 tahun"),
        purpose=_("Meminta dan membuktikan izin menurut PP 17/2025"),
        basis=("legal",),
        seen_by=_("Pemegang akun sendiri; orang tua atau wali lewat tautannya"),
        kept=_("Surelnya 30 hari bila tidak dijawab, selain itu sampai akun dihapus atau ia dewasa"),
    ),
    Processing(
        data=_("Permintaan tentang data dan jawabannya"),
        of_whom=_("Orang yang meminta"),
        purpose=_("Menjawab dalam 3 × 24 jam dan membuktikannya"),
        basis=("legal",),
        seen_by=_("Orangnya sendiri; pemilik dan pejabat pelindungan data ruang itu"),
        kept=_("Sampai orangnya dihapus"),
        clock="requests",
    ),
)

BASES = {
    "consent": _("Persetujuan (pasal 20 ayat 2 huruf a)"),
    "contract": _("Perjanjian dengan orangnya (huruf b)"),
    "legal": _("Kewajiban hukum (huruf c)"),
    "public": _("Tugas demi kepentingan umum (huruf e)"),
    "legitimate": _("Kepentingan sah yang ditimbang dengan hak orangnya (huruf f)"),
}
WHERE = {
    "database": _("Basis data pemasangan ini dan cadangannya"),
    "files": _("Simpanan berkas pribadi pemasangan ini dan cadangannya"),
    "record": _("Catatan publik"),
}

NO_REQUEST = _("Permintaan ini tidak ada di ruang ini. Cari lagi di daftarnya.")
NO_BREACH = _("Kebocoran ini tidak ada di ruang ini. Cari lagi di daftarnya.")
ANSWERED = _("Permintaan ini sudah dijawab. Buka lagi untuk membaca jawabannya.")
DONE_ALREADY = _("Langkah itu sudah dicatat. Muat ulang halamannya.")
IN_FUTURE = _("Waktunya belum terjadi. Periksa tanggal dan jamnya.")
BEFORE_FOUND = _("Langkah tidak mungkin terjadi sebelum kebocorannya diketahui. Periksa tanggal dan jamnya.")
DAYS_RANGE = _("Tulis jumlah hari antara %(least)s dan %(most)s.")
ASKED_ENOUGH = _(
    "Permintaan Anda hari ini sudah cukup banyak. Yang sudah masuk tetap dijawab; kirim yang lain besok."
)
WHO_ASKED = _("Tulis siapa yang meminta, misalnya nama dan cara menjawabnya.")
STALE_ASSESSMENT = _("Ada versi lain sejak halaman ini dibuka. Baca dulu yang terbaru, lalu kirim lagi.")
EMPTY_PART = _("Tulis jawaban ruang ini. Bila sama dengan bagian kami, tulis mengapa itu cukup.")

# Our part of the impact assessment (article 34): what the house does, whoever uses it. A changed sentence
# gets a new number, which every version of a space keeps beside its own part.
ASSESSMENT_OURS = 2
QUESTIONS = {
    "what": (
        _("Apa yang diolah dan untuk apa"),
        _(
            "Rembuk menampung suara warga, memilahnya dengan mesin menurut bahasa, perihal, dan tempat, "
            "menyatukan yang serupa, lalu mengikuti gagasan sampai janji dan tonggaknya. Yang diolah: isi "
            "suara, tempat yang disebut, dan bila diberikan nama, akun, surel, rekaman, atau foto. Daftar "
            "pengolahan menyebut semuanya baris demi baris."
        ),
        _("Dari mana suara ruang ini datang, berapa banyak, dan siapa yang bekerja dengannya?"),
    ),
    "why_risky": (
        _("Mengapa perlu dinilai"),
        _(
            "Pandangan politik mudah dipakai untuk menekan orang, jadi kami perlakukan seperti data "
            "spesifik. Pengolahannya berskala besar, memakai mesin pemilah, dan menggabungkan sumber: tiga "
            "alasan pasal 34 sekaligus."
        ),
        _("Adakah alasan lain di ruang ini, misalnya data anak atau penggabungan dengan data anggota?"),
    ),
    "needed": (
        _("Apakah perlu dan sepadan"),
        _(
            "Bersuara tidak menuntut akun, nama, atau surel. Tidak ada profil orang: mesin menilai tulisan, "
            "bukan penulisnya, dan tidak ada ekspor pendapat per orang. Setiap tujuan disetujui sendiri dan "
            "dapat dicabut satu ketukan."
        ),
        _("Apa yang dapat ruang ini kurangi lagi: data, waktu simpan, atau orang yang boleh membuka?"),
    ),
    "risks": (
        _("Risiko bagi orangnya"),
        _(
            "Dikenali dari isi suaranya; ditekan karena pendapatnya; dihubungi tanpa izin; disisihkan keliru "
            "oleh mesin; datanya bocor atau dibaca tanpa alasan; anak ikut bersuara tanpa orang tuanya."
        ),
        _("Risiko apa yang khas di wilayah ini, dan seberapa besar kemungkinannya?"),
    ),
    "measures": (
        _("Langkah pengaman"),
        _(
            "Nama dan surel terpisah dari isi; setiap pembukaan memerlukan alasan dan dicatat; membaca suara "
            "yang hanya untuk tim dicatat juga, dan pengirimnya melihatnya; angka di bawah lima tidak "
            "tampil; atas yang disisihkan mesin dapat diajukan banding; penghapusan diulang sampai semua "
            "bagian selesai dan tetap berlaku sesudah cadangan dipulihkan; anggota tim masuk dengan dua "
            "langkah; catatan publik tidak memuat nama atau isi."
        ),
        _("Langkah apa yang ditambahkan ruang ini, siapa pelaksananya, dan kapan?"),
    ),
    "asked": (
        _("Siapa yang dimintai pendapat"),
        _("Bagian ini diisi ruang: kami tidak mengenal warga setempat."),
        _("Warga, kelompok, atau ahli mana yang ditanya, dan apa katanya?"),
    ),
}
