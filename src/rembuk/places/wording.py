"""Names that people use for places and the official list does not, and the words before a name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

NO_PLACE = _(
    "Tidak ada tempat bernama “%(text)s”. Periksa ejaannya, atau tulis kecamatan atau kabupatennya saja."
)
CHOOSE = _("Ada beberapa tempat dengan nama itu. Pilih yang Anda maksud.")

# What people call a place -> its official name as the list has it. Every one may mean more than one place.
COMMON = {
    "jogja": ("Daerah Istimewa Yogyakarta", "Kota Yogyakarta"),
    "yogya": ("Daerah Istimewa Yogyakarta", "Kota Yogyakarta"),
    "jogjakarta": ("Daerah Istimewa Yogyakarta", "Kota Yogyakarta"),
    "diy": ("Daerah Istimewa Yogyakarta",),
    "di yogyakarta": ("Daerah Istimewa Yogyakarta",),
    "jakarta": ("Daerah Khusus Ibukota Jakarta",),
    "jkt": ("Daerah Khusus Ibukota Jakarta",),
    "dki": ("Daerah Khusus Ibukota Jakarta",),
    "dki jakarta": ("Daerah Khusus Ibukota Jakarta",),
    "daerah khusus jakarta": ("Daerah Khusus Ibukota Jakarta",),
    "dkj": ("Daerah Khusus Ibukota Jakarta",),
    "jaksel": ("Kota Administrasi Jakarta Selatan",),
    "jaktim": ("Kota Administrasi Jakarta Timur",),
    "jakbar": ("Kota Administrasi Jakarta Barat",),
    "jakut": ("Kota Administrasi Jakarta Utara",),
    "jakpus": ("Kota Administrasi Jakarta Pusat",),
    "pulau seribu": ("Kabupaten Administrasi Kepulauan Seribu",),
    "solo": ("Kota Surakarta",),
    "tangsel": ("Kota Tangerang Selatan",),
    "ujung pandang": ("Kota Makassar",),
    "makasar": ("Kota Makassar",),
    "sby": ("Kota Surabaya",),
    "bdg": ("Kota Bandung",),
    "smg": ("Kota Semarang",),
    "siantar": ("Kota Pematangsiantar",),
    "banda": ("Kota Banda Aceh",),
    "jabar": ("Jawa Barat",),
    "jateng": ("Jawa Tengah",),
    "jatim": ("Jawa Timur",),
    "sumut": ("Sumatera Utara",),
    "sumbar": ("Sumatera Barat",),
    "sumsel": ("Sumatera Selatan",),
    "sumatra utara": ("Sumatera Utara",),
    "sumatra barat": ("Sumatera Barat",),
    "sumatra selatan": ("Sumatera Selatan",),
    "babel": ("Kepulauan Bangka Belitung",),
    "bangka belitung": ("Kepulauan Bangka Belitung",),
    "kepri": ("Kepulauan Riau",),
    "ntb": ("Nusa Tenggara Barat",),
    "ntt": ("Nusa Tenggara Timur",),
    "kalbar": ("Kalimantan Barat",),
    "kalteng": ("Kalimantan Tengah",),
    "kalsel": ("Kalimantan Selatan",),
    "kaltim": ("Kalimantan Timur",),
    "kaltara": ("Kalimantan Utara",),
    "sulut": ("Sulawesi Utara",),
    "sulteng": ("Sulawesi Tengah",),
    "sulsel": ("Sulawesi Selatan",),
    "sultra": ("Sulawesi Tenggara",),
    "sulbar": ("Sulawesi Barat",),
    "malut": ("Maluku Utara",),
    "nad": ("Aceh",),
    "nanggroe aceh darussalam": ("Aceh",),
    "irian jaya": ("Papua",),
}
# In a path the first reads as the second.
SHORT = {
    "Daerah Istimewa Yogyakarta": "DI Yogyakarta",
    "Daerah Khusus Ibukota Jakarta": "DKI Jakarta",
}
# Words of official names that say what a place is, not what it is called.
TITLES = frozenset({"kota", "kabupaten", "administrasi", "daerah", "istimewa", "khusus", "ibukota"})
# A word before a name, and the level of what it names.
LEVEL_WORDS = {
    "desa": 4, "ds": 4, "kel": 4, "kelurahan": 4, "kalurahan": 4, "nagari": 4, "gampong": 4, "pekon": 4,
    "kec": 3, "kecamatan": 3, "kapanewon": 3, "kemantren": 3, "distrik": 3,
    "prov": 1, "provinsi": 1, "propinsi": 1,
}  # fmt: skip
SPELLED = {"kab": "kabupaten", "kodya": "kota", "kotamadya": "kota", "kep": "kepulauan"}
