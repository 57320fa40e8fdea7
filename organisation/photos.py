"""Photographs and marks, made small and stripped of all else they carry.

Only files that this module wrote are ever served: a browser never gets the bytes that
somebody uploaded.
"""

import secrets
from io import BytesIO
from typing import IO, Final

from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE: Final = 320  # pixels
LONGEST: Final = 1600  # pixels, of a picture that is shown as a whole
QUALITY: Final = 82
MOST_BYTES: Final = 10_000_000
MOST_PIXELS: Final = 50_000_000  # a small file may unpack into a huge picture
FORMATS: Final = ("JPEG", "PNG", "WEBP")
NAME: Final = r"[0-9a-f]{32}\.jpg"
MARK_SIDE: Final = 600  # pixels, at most: some 5 cm in print
MARK_FORMATS: Final = ("JPEG", "PNG")
MARK_NAME: Final = r"[0-9a-f]{32}\.png"


class PhotoRefused(ValueError):
    """The file is not a picture that we read, or it is too large."""


def square(file: IO[bytes]) -> "ContentFile[bytes]":
    """Make a JPEG of SIDE × SIDE pixels from the middle of the picture.

    Raises:
        PhotoRefused: not a JPEG, PNG or WebP, over 10 MB or over 50 megapixels.
    """
    return _written(ImageOps.fit(_read(file), (SIDE, SIDE), Image.Resampling.LANCZOS))


def fitted(file: IO[bytes]) -> "ContentFile[bytes]":
    """Make a JPEG of the whole picture, no side longer than LONGEST.

    Raises:
        PhotoRefused: as square.
    """
    picture = _read(file)
    picture.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
    return _written(picture)


def small_mark(file: IO[bytes]) -> "ContentFile[bytes]":
    """Make a PNG of the whole mark, at most MARK_SIDE pixels; what is clear stays so.

    Raises:
        PhotoRefused: not a JPEG or PNG; else as square.
    """
    mark = _read(file, MARK_FORMATS, "RGBA")
    mark.thumbnail((MARK_SIDE, MARK_SIDE), Image.Resampling.LANCZOS)
    written = BytesIO()
    mark.save(written, "PNG", optimize=True)
    return ContentFile(written.getvalue(), name=f"{secrets.token_hex(16)}.png")


def _read(
    file: IO[bytes], formats: tuple[str, ...] = FORMATS, mode: str = "RGB"
) -> Image.Image:
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise PhotoRefused("too large")
    try:
        return _upright(content, formats, mode)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused("too many pixels") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise PhotoRefused("not a picture") from error


def _written(picture: Image.Image) -> "ContentFile[bytes]":
    written = BytesIO()
    picture.save(written, "JPEG", quality=QUALITY, optimize=True)
    return ContentFile(written.getvalue(), name=f"{secrets.token_hex(16)}.jpg")


def _upright(content: bytes, formats: tuple[str, ...], mode: str) -> Image.Image:
    with Image.open(BytesIO(content), formats=formats) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise Image.DecompressionBombError
        return ImageOps.exif_transpose(picture).convert(mode)
