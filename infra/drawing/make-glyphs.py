"""Writes services/drawing/glyphs.png, so that a PNG can be drawn on a machine without fonts.

The characters that pictures need, from U+0020 to U+007E and the ellipsis, stand in cells of 16 x 32 pixels in one row.
The grey value is how much of a pixel the letter covers.
Needs Pillow and DejaVu Sans Mono (its licence allows it: https://dejavu-fonts.github.io/License.html).

    python3 infra/drawing/make-glyphs.py /usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf
"""

import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

CELL, HEIGHT, BASELINE = 16, 32, 24
characters = [chr(code) for code in range(0x20, 0x7F)] + ["\u2026"]
font = ImageFont.truetype(sys.argv[1], 26.576)
glyphs = Image.new("L", (CELL * len(characters), HEIGHT), 0)
for index, character in enumerate(characters):
    cell = Image.new("L", (CELL, HEIGHT), 0)
    ImageDraw.Draw(cell).text((0, BASELINE), character, fill=255, font=font, anchor="ls")
    glyphs.paste(cell, (index * CELL, 0))
glyphs.save(Path(__file__).parents[2] / "services/drawing/glyphs.png", optimize=True)
