"""Pictures: turned upright and written anew, so that nothing but the picture is left.

Where a photo was taken, by whom and with what, and whatever somebody hid behind the picture, is
not copied. The colour profile is. A HEIC becomes a JPEG, which every office can open.
"""

from io import BytesIO
from typing import Any, BinaryIO

from PIL import Image, ImageOps, UnidentifiedImageError

from eforms.inspection.refusal import Reason, Refused


# The largest photos phones take by themselves (48 and 50 megapixels) still fit; decoded they
# need four bytes a pixel, turned upright twice that.
PIXELS = 50_000_000
SIDE = 30_000
FORMATS = {"jpg": "JPEG", "png": "PNG", "heic": "HEIF"}
QUALITY = 90
MODES = {"JPEG": {"L", "RGB"}, "PNG": {"1", "L", "LA", "P", "PA", "I;16", "RGB", "RGBA"}}


def clean(file: BinaryIO, extension: str) -> tuple[str, bytes]:
    """Return the extension and the content of the picture as it is to be kept.

    Raises:
        Refused: DAMAGED, TOO_MANY_PIXELS, NO_READER.
    """
    if extension == "heic":
        _heic()
    # Ours tells people the number; Pillow's would only warn.
    Image.MAX_IMAGE_PIXELS = None
    try:
        with Image.open(file, formats=[FORMATS[extension]]) as picture:
            width, height = picture.size
            if width * height > PIXELS or max(width, height) > SIDE:
                raise Refused(Reason.TOO_MANY_PIXELS)
            return _written(picture, extension)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(Reason.DAMAGED) from error


def _heic() -> None:
    try:
        # Comes with Wagtail; its wheels are GPL, so a city may have left it out.
        from pillow_heif import register_heif_opener
    except ImportError as error:
        raise Refused(Reason.NO_READER) from error
    register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)


def _written(picture: Image.Image, extension: str) -> tuple[str, bytes]:
    target = "PNG" if extension == "png" else "JPEG"
    options: dict[str, Any] = {"icc_profile": picture.info.get("icc_profile")}
    if target == "JPEG":
        tables = getattr(picture, "quantization", None)
        # Written with the tables it came with, a JPEG loses next to nothing and keeps its size.
        options |= {"qtables": tables} if tables else {"quality": QUALITY}
    upright = ImageOps.exif_transpose(picture)
    if upright.mode not in MODES[target]:
        if upright.mode == "CMYK":
            options["icc_profile"] = None  # describes inks, not the screen's colours
        upright = upright.convert("RGB")
    transparency = picture.info.get("transparency") if target == "PNG" else None
    upright.info = {} if transparency is None else {"transparency": transparency}
    out = BytesIO()
    upright.save(out, target, **options)
    return ("jpg" if target == "JPEG" else "png"), out.getvalue()
