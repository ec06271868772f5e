/* Little CMS. Everything that it makes belongs to a context, so threads share nothing. */
#include "image/icc.h"

#include "base/error.h"

#ifdef FBRUN_HAVE_LCMS

#include <math.h>

#include <lcms2.h>

#include "image/decode_impl.h"

/* clang-format off */
#define FUNCTIONS(X) \
    X(CreateContext) X(DeleteContext) X(OpenProfileFromMemTHR) X(CloseProfile) X(GetColorSpace) \
    X(GetDeviceClass) X(IsTag) X(ReadTag) X(EvalToneCurveFloat) X(Create_sRGBProfileTHR) \
    X(SetProfileVersion) X(CreateTransformTHR) X(DeleteTransform) X(DoTransform)
/* clang-format on */

#define POINTER(name)  __typeof__(cms##name) *(name);
#define FUNCTION(name) {"cms" #name, &cms.name},

static struct {
    FUNCTIONS(POINTER)
} cms;

bool icc_is_built_in(void)
{
    return true;
}

bool icc_open_library(void)
{
    static atomic_bool opened;
    const struct module_function functions[] = {FUNCTIONS(FUNCTION)};
    return decoding_open_library(&opened, "liblcms2.so.2", functions,
                                 sizeof functions / sizeof functions[0]);
}

/* A word of a surface, as bytes in memory, and the byte order of 16 bits. */
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
#define WORDS       TYPE_BGRA_8
#define LARGE_FIRST ENDIAN16_SH(1)
#define GREY_WORDS  (GREY | BYTES_SH(1)) /* by their first byte */
#else
#define WORDS       TYPE_ARGB_8
#define LARGE_FIRST 0
#define GREY_WORDS  (GREY | BYTES_SH(1) | DOSWAP_SH(1)) /* by their last byte */
#endif
/* One of three samples that are the same, and alpha. */
#define GREY (COLORSPACE_SH(PT_GRAY) | CHANNELS_SH(1) | EXTRA_SH(3))

/* Resampled tables of 16-bit pixels would be wrong by up to a tenth in dark colours, so each pixel
 * takes the long way (some 200 ns). 8-bit ones do not: Little CMS has a way of its own for them. */
static const struct {
    cmsUInt32Number from, from_grey, to, flags;
} formats[] = {
    [ICC_WORDS] = {WORDS, GREY_WORDS, WORDS, 0},
    [ICC_RGBA_8] = {TYPE_RGBA_8, GREY | BYTES_SH(1), TYPE_RGBA_8, 0},
    [ICC_RGBA_16] = {TYPE_RGBA_16 | LARGE_FIRST, GREY | BYTES_SH(2) | LARGE_FIRST,
                     TYPE_RGBA_16 | LARGE_FIRST, cmsFLAGS_NOOPTIMIZE},
    [ICC_CMYK] = {TYPE_CMYK_8, 0, WORDS, 0},
    [ICC_CMYK_INVERTED] = {TYPE_CMYK_8_REV, 0, WORDS, 0},
};
/* Grey is resampled as finely as it can be. */
static const cmsUInt32Number GREY_FLAGS = cmsFLAGS_GRIDPOINTS(255);

static const double NEAR_PRIMARY = 0.0005, NEAR_SAMPLE = 1.0 / 255;

static double encode(double light)
{
    return light <= 0.0031308 ? 12.92 * light : 1.055 * pow(light, 1 / 2.4) - 0.055;
}

static bool is_srgb_curve(cmsHPROFILE profile, cmsTagSignature tag)
{
    const cmsToneCurve *curve = cms.ReadTag(profile, tag);
    for (int i = 0; curve != NULL && i <= 32; i++) {
        const float value = (float)i / 32;
        const double light = cms.EvalToneCurveFloat(curve, value);
        if (!(fabs(encode(light) - value) <= NEAR_SAMPLE))
            return false;
    }
    return curve != NULL;
}

/* Of light alone and nothing else: three primaries, seen under the format's white (D50), and
 * curves. */
static bool is_srgb(cmsHPROFILE profile)
{
    static const struct {
        cmsTagSignature primary, curve;
        double xyz[3];
    } channels[3] = {
        {cmsSigRedColorantTag, cmsSigRedTRCTag, {0.43607, 0.22249, 0.01392}},
        {cmsSigGreenColorantTag, cmsSigGreenTRCTag, {0.38515, 0.71687, 0.09708}},
        {cmsSigBlueColorantTag, cmsSigBlueTRCTag, {0.14307, 0.06061, 0.71410}},
    };
    if (cms.IsTag(profile, cmsSigAToB0Tag))
        return false;
    for (int i = 0; i < 3; i++) {
        const cmsCIEXYZ *got = cms.ReadTag(profile, channels[i].primary);
        const double *xyz = channels[i].xyz;
        if (got == NULL || !(fabs(got->X - xyz[0]) <= NEAR_PRIMARY) ||
            !(fabs(got->Y - xyz[1]) <= NEAR_PRIMARY) || !(fabs(got->Z - xyz[2]) <= NEAR_PRIMARY) ||
            !is_srgb_curve(profile, channels[i].curve))
            return false;
    }
    return true;
}

/* False with an error text for what describes no device, or others than these pixels are of. */
static bool check(cmsHPROFILE profile, enum icc_pixels pixels, bool grey)
{
    const cmsProfileClassSignature class = cms.GetDeviceClass(profile);
    const cmsColorSpaceSignature space = cms.GetColorSpace(profile);
    const bool inks = pixels == ICC_CMYK || pixels == ICC_CMYK_INVERTED;
    if (class != cmsSigInputClass && class != cmsSigDisplayClass && class != cmsSigOutputClass &&
        class != cmsSigColorSpaceClass)
        return error_set("it describes no device");
    if (inks ? space != cmsSigCmykData
             : space != cmsSigRgbData && !(grey && space == cmsSigGrayData))
        return error_set("it is for other colours than %s", inks ? "CMYK" : grey ? "grey" : "RGB");
    /* Chains of any number of steps, which browsers do not follow either. */
    if (cms.IsTag(profile, cmsSigDToB0Tag))
        return error_set("it is made of multi-process elements");
    return true;
}

/* False with an error text. */
static bool make_transform(struct icc *icc, cmsHPROFILE profile)
{
    const bool grey = cms.GetColorSpace(profile) == cmsSigGrayData;
    cmsHPROFILE srgb = cms.Create_sRGBProfileTHR(icc->context);
    if (srgb == NULL)
        return error_set("no memory for Little CMS");
    /* Between profiles of version 4 perceptual means to compensate for black points. */
    cms.SetProfileVersion(srgb, 2.1);
    icc->transform = cms.CreateTransformTHR(
        icc->context, profile, grey ? formats[icc->pixels].from_grey : formats[icc->pixels].from,
        srgb, formats[icc->pixels].to, INTENT_PERCEPTUAL,
        grey ? GREY_FLAGS : formats[icc->pixels].flags);
    cms.CloseProfile(srgb);
    return icc->transform != NULL || error_set("it is incomplete or corrupt");
}

bool icc_init(struct icc *icc, const void *profile, size_t size, enum icc_pixels pixels, bool grey)
{
    *icc = (struct icc){.pixels = pixels};
    if (size > ICC_BYTES_MAX)
        return error_set("it has %zu bytes, more than %d", size, ICC_BYTES_MAX);
    if (!icc_open_library())
        return false;
    icc->context = cms.CreateContext(NULL, NULL);
    if (icc->context == NULL)
        return error_set("no memory for Little CMS");
    cmsHPROFILE opened = cms.OpenProfileFromMemTHR(icc->context, profile, (cmsUInt32Number)size);
    const bool ok = opened == NULL ? error_set("it is cut short or corrupt")
                                   : check(opened, pixels, grey) &&
                                         (is_srgb(opened) || make_transform(icc, opened));
    if (opened != NULL)
        cms.CloseProfile(opened);
    if (!icc_is_needed(icc))
        icc_finish(icc);
    return ok;
}

void icc_convert(const struct icc *icc, void *pixels, size_t count)
{
    cms.DoTransform(icc->transform, pixels, pixels, (cmsUInt32Number)count);
    uint32_t *words = pixels;
    if (icc->pixels == ICC_CMYK || icc->pixels == ICC_CMYK_INVERTED)
        for (size_t i = 0; i < count; i++)
            words[i] |= 0xff000000;
}

void icc_finish(struct icc *icc)
{
    if (icc->transform != NULL)
        cms.DeleteTransform(icc->transform);
    if (icc->context != NULL)
        cms.DeleteContext(icc->context);
    *icc = (struct icc){0};
}

#else

bool icc_is_built_in(void)
{
    return false;
}

bool icc_open_library(void)
{
    return error_set("this fbrun was built without Little CMS");
}

bool icc_init(struct icc *icc, const void *profile, size_t size, enum icc_pixels pixels, bool grey)
{
    (void)profile;
    (void)size;
    (void)grey;
    *icc = (struct icc){.pixels = pixels};
    return true;
}

void icc_convert(const struct icc *icc, void *pixels, size_t count)
{
    (void)icc;
    (void)pixels;
    (void)count;
}

void icc_finish(struct icc *icc)
{
    (void)icc;
}

#endif
