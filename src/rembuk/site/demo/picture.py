"""Draw the photo that the sample space lays before a milestone: no photo of a real place is shipped."""

from __future__ import annotations

import io

from rembuk.programmes.actions import Attachment

WIDE, HIGH = 1200, 800
# As wide as a page shows it on a phone of double density; a page with its photo stays light.
SHOWN = (720, 480)
SKY, EVENING, GROUND = (38, 48, 78), (196, 138, 98), (46, 58, 44)
PATH, POST, LIGHT, WARM = (92, 88, 82), (18, 20, 26), (255, 226, 150), (120, 100, 60)


def lamps(lit: int, of: int = 7) -> Attachment:
    """Return a picture of OF lamp posts along a path at dusk, LIT of them with light, as a JPEG."""
    # Loaded here as in the forms: by the process that first needs it, not by every start.
    from PIL import Image, ImageChops, ImageDraw, ImageFilter

    sky = Image.linear_gradient("L").resize((WIDE, HIGH))
    picture = Image.composite(Image.new("RGB", sky.size, EVENING), Image.new("RGB", sky.size, SKY), sky)
    draw = ImageDraw.Draw(picture)
    middle, level = WIDE // 2, HIGH // 2
    draw.rectangle([0, level, WIDE, HIGH], fill=GROUND)
    draw.polygon([(middle - 30, level), (middle + 30, level), (WIDE, HIGH), (120, HIGH)], fill=PATH)
    glow = Image.new("RGB", sky.size)
    halo = ImageDraw.Draw(glow)
    for number in range(of):
        near = (1 - number / of) ** 1.7
        x, foot = middle - 60 - 420 * near, level + 330 * near
        top, end, size = foot - 60 - 420 * near, x + 90 * near, 9 + 16 * near
        draw.line([(x, foot), (x, top), (end, top)], fill=POST, width=max(2, round(10 * near)))
        if number < lit:
            halo.ellipse([end - size, top - size, end + size, top + size], fill=LIGHT)
            halo.ellipse([end - 3 * size, foot - 10, end + 3 * size, foot + 5 + 20 * near], fill=WARM)
    file = io.BytesIO()
    soft = glow.filter(ImageFilter.GaussianBlur(9))
    ImageChops.screen(picture, soft).resize(SHOWN).save(file, "JPEG", quality=60)
    return Attachment("lampu", "image/jpeg", file.getvalue(), *SHOWN)
