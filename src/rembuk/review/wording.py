"""Phrases of review that recur."""

from django.utils.translation import gettext_lazy as _

from rembuk.shared.holdings import Processing

CONFLICTED = _("Anda sudah menyatakan ada benturan kepentingan, jadi gagasan ini ditelaah orang lain.")
ENDORSED_IT = _("Anda mendukung gagasan ini, jadi orang lain yang menelaahnya.")
MADE_IT = _("Anda yang menjadikan gagasan ini dari papan suara, jadi orang lain yang menelaahnya.")
SPOKE_IN_IT = _("Suara Anda ada di balik gagasan ini, jadi orang lain yang menelaahnya.")
SAME_BRANCH = _("Anda bekerja di cabang tempat gagasan ini berasal, jadi orang lain yang menelaahnya.")
JUDGED_BEFORE = _("Anda ikut memutus gagasan ini, jadi keberatannya diputus orang lain.")
NOT_ASSIGNED = _("Gagasan ini ditugaskan kepada penelaah lain. Tugas Anda ada di halaman Telaah.")
SCORED = _(
    "Nilai Anda untuk gagasan ini sudah masuk dan tidak dapat diubah. Tulis kabar ke koordinator bila keliru."
)
CLOSED = _("Gagasan ini sudah mendapat putusan.")
REASONS_SHORT = _(
    "Tulis alasan yang dapat dipahami orang luar, paling sedikit 40 huruf. «Tidak sesuai» saja belum cukup."
)
WHOSE = _("Pilih wewenang siapa ini. Bila memang belum tahu, pilih «Belum jelas siapa».")
SUGGESTED = _(
    "Dipilihkan: %(level)s. Pokok gagasan ini, %(subject)s, umumnya dipegang di sana menurut %(source)s. "
    "Periksa, lalu ubah bila keliru. Tampil untuk umum."
)
SUGGESTED_BY_WORD = _(
    "Dipilihkan: %(level)s, karena teksnya menyebut «%(word)s» (%(source)s; pokoknya %(subject)s). "
    "Periksa, lalu ubah bila keliru. Tampil untuk umum."
)
WHAT_WOULD_CHANGE = _("Bila tidak menerima, sebut juga apa yang dapat mengubah putusan Anda.")
SCORE_RANGE = _("Nilai dari 1 sampai %(top)d.")
SCORE_MISSING = _("Beri nilai untuk setiap ukuran.")
QUICK_WRONG = _("Ketik tepat %(n)d angka dari 1 sampai %(top)d, misalnya: %(example)s.")
NO_CRITERIA = _("Rubrik memuat 2 sampai 10 ukuran, masing-masing dengan nama dan pertanyaan pemandu.")
SAME_CRITERIA = _("Dua ukuran tidak boleh bernama sama.")
WEIGHT_RANGE = _("Bobot dari 1 sampai 9.")
BAD_RUBRIC = _(
    "Skala tertinggi 3 sampai 10, beda jauh 1 sampai 100, keberatan dijawab dan ditunggu 1 sampai 60 hari."
)
SAME_RUBRIC = _("Tidak ada yang berubah, jadi tidak ada versi baru.")
NO_QUESTION = _("Tautan ini tidak berlaku: sudah dijawab, lewat waktunya, atau salah ketik.")
QUESTION_SHORT = _("Tulis pertanyaannya, paling sedikit 20 huruf, dan kepada siapa.")
ANSWER_SHORT = _("Tulis jawabannya, paling sedikit 20 huruf.")
NOT_REFUSED = _("Keberatan hanya untuk gagasan yang tidak diterima penelaah.")
OBJECTED = _("Keberatan dari suara ini sudah masuk. Setiap suara dapat berkeberatan sekali.")
OBJECTION_OVER = _("Keberatan atas gagasan ini sudah diputus; putusan itu yang terakhir.")
OBJECTION_LATE = _("Waktu berkeberatan sudah lewat: %(day)s.")
NOT_BEHIND = _(
    "Yang dapat berkeberatan adalah mereka yang suaranya ada di balik gagasan ini. "
    "Buka dulu tanda terima suara itu, atau masuk dengan alamat surel yang Anda tinggalkan."
)
OBJECTION_SHORT = _("Tulis apa yang menurut Anda keliru, paling sedikit 20 huruf.")
PAUSE_SHORT = _("Tulis alasannya, paling sedikit 20 huruf. Alasan tampil untuk umum.")
PAUSE_DAYS = _("Jeda berakhir paling cepat besok dan paling lama 60 hari lagi.")
PAUSED = _("Jam telaah gagasan ini sedang berhenti. Tunggu sampai jeda itu selesai.")
NO_PAUSE = _("Jam telaah gagasan ini sedang berjalan.")
BAD_ADDRESS = _("Alamat surel itu tidak lengkap. Contoh yang benar: nama@contoh.id.")
NO_VERDICT = _("Gagasan ini belum mendapat putusan. Jejaknya ada di halaman gagasan.")
CANNOT_TAKE_SEAT = _(
    "Orang itu tidak dapat menelaah gagasan nomor %(number)s: ia punya kepentingan atau sudah menelaahnya."
)
NO_SEAT = _("Bukti ditambahkan oleh penelaah yang mendapat giliran untuk gagasan ini.")
NOTE_SHORT = _("Tulis apa yang terlihat dari bukti ini, 10 sampai 300 huruf.")
LINK_OR_FILE = _("Isi tautan atau pilih satu berkas, salah satu saja.")
EVIDENCE_MOST = _("Satu telaah memuat paling banyak %(most)d bukti. Buang dulu yang tidak perlu.")
NO_EVIDENCE = _("Bukti itu tidak ada, atau belum terbuka sebelum putusan keluar.")
NOT_YOUR_EVIDENCE = _("Bukti hanya dapat dibuang oleh yang menambahkannya, sebelum putusan keluar.")

PROCESSING = (
    Processing(
        data=_("Giliran telaah, penilaian, benturan kepentingan, bukti"),
        of_whom=_("Penelaah"),
        purpose=_("Menilai gagasan oleh orang tanpa kepentingan"),
        basis=("contract",),
        seen_by=_("Tim telaah; umum membaca alasan tanpa nama"),
        kept=_("Selama putusannya tampil; alasan benturan sampai akun dihapus"),
    ),
    Processing(
        data=_("Keberatan, pertanyaan kepada ahli dan jawabannya"),
        of_whom=_("Pengirim suara; ahli dari luar"),
        purpose=_("Mendengar pihak yang ditolak dan orang yang tahu"),
        basis=("consent",),
        seen_by=_("Umum, tanpa nama pengirim; ahli disebut sebagaimana ia ditanya"),
        kept=_("Keberatan sampai suaranya dihapus; jawaban ahli selama putusannya tampil"),
    ),
)
