/* Every space leads to CIE XYZ under daylight (D65), and from there one way leads to sRGB. */
#include "canvas/color_space.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

struct linear {
    double rows[3][3];
};

/* From linear light of the primaries, and white, that each space is defined by. */
static const struct linear SRGB = {{
    {0.41239079926595934, 0.357584339383878, 0.1804807884018343},
    {0.21263900587151027, 0.715168678767756, 0.07219231536073371},
    {0.01933081871559182, 0.11919477979462598, 0.9505321522496607},
}};
static const struct linear TO_SRGB = {{
    {3.2409699419045226, -1.537383177570094, -0.4986107602930034},
    {-0.9692436362808796, 1.8759675015077202, 0.04155505740717559},
    {0.05563007969699366, -0.20397695888897652, 1.0569715142428786},
}};
static const struct linear DISPLAY_P3 = {{
    {0.4865709486482162, 0.26566769316909306, 0.1982172852343625},
    {0.2289745640697488, 0.6917385218365064, 0.079286914093745},
    {0, 0.04511338185890264, 1.043944368900976},
}};
static const struct linear A98_RGB = {{
    {0.5766690429101305, 0.1855582379065463, 0.1882286462349947},
    {0.29734497525053605, 0.6273635662554661, 0.0752914584939979},
    {0.02703136138641234, 0.07068885253582723, 0.9913375368376388},
}};
static const struct linear PROPHOTO_RGB = {{
    {0.7977666449006423, 0.13518129740053308, 0.0313477341283922},
    {0.2880748288194013, 0.711835234241873, 0.00008993693872564},
    {0, 0, 0.8251046025104602},
}};
static const struct linear REC2020 = {{
    {0.6369580483012914, 0.14461690358620832, 0.1688809751641721},
    {0.2627002120112671, 0.6779980715188708, 0.05930171646986196},
    {0, 0.028072693049087428, 1.060985057710791},
}};

/* From the white of print (D50) to daylight: the Bradford transform. */
static const struct linear D50_TO_D65 = {{
    {0.955473421488075, -0.02309845494876471, 0.06325924320057072},
    {-0.0283697093338637, 1.0099953980813041, 0.021041441191917323},
    {0.012314014864481998, -0.020507649298898964, 1.330365926242124},
}};
static const double D50_WHITE[3] = {0.3457 / 0.3585, 1, (1 - 0.3457 - 0.3585) / 0.3585};

/* OKLab: to the cube roots of what the eye's cones see, and from that without the roots. */
static const struct linear OKLAB_TO_CONES = {{
    {1, 0.3963377773761749, 0.2158037573099136},
    {1, -0.1055613458156586, -0.0638541728258133},
    {1, -0.0894841775298119, -1.2914855480194092},
}};
static const struct linear CONES_TO_XYZ = {{
    {1.2268798758459243, -0.5578149944602171, 0.2813910456659647},
    {-0.0405757452148008, 1.112286803280317, -0.0717110580655164},
    {-0.0763729366746601, -0.4214933324022432, 1.5869240198367816},
}};

static void multiply(const struct linear *m, double v[3])
{
    const double x = v[0], y = v[1], z = v[2];
    for (int i = 0; i < 3; i++)
        v[i] = m->rows[i][0] * x + m->rows[i][1] * y + m->rows[i][2] * z;
}

/* A power that keeps the sign. */
static double power(double v, double exponent)
{
    return copysign(pow(fabs(v), exponent), v);
}

static double decode_srgb(double v)
{
    const double a = fabs(v);
    return a <= 0.04045 ? v / 12.92 : copysign(pow((a + 0.055) / 1.055, 2.4), v);
}

static double encode_srgb(double v)
{
    const double a = fabs(v);
    return a <= 0.0031308 ? v * 12.92 : copysign(1.055 * pow(a, 1 / 2.4) - 0.055, v);
}

static double decode_a98(double v)
{
    return power(v, 563.0 / 256);
}

static double decode_prophoto(double v)
{
    return fabs(v) <= 16.0 / 512 ? v / 16 : power(v, 1.8);
}

static double decode_rec2020(double v)
{
    return power(v, 2.4);
}

/* CIE Lab's function, backwards. */
static double from_lab(double f)
{
    const double linear = (116 * f - 16) * 27 / 24389;
    return linear > 8 * 27.0 / 24389 ? f * f * f : linear;
}

static void lab_to_d50(double v[3])
{
    const double y = (v[0] + 16) / 116, x = y + v[1] / 500, z = y - v[2] / 200;
    v[0] = from_lab(x) * D50_WHITE[0];
    v[1] = from_lab(y) * D50_WHITE[1];
    v[2] = from_lab(z) * D50_WHITE[2];
}

static void oklab_to_xyz(double v[3])
{
    multiply(&OKLAB_TO_CONES, v);
    for (int i = 0; i < 3; i++)
        v[i] = v[i] * v[i] * v[i];
    multiply(&CONES_TO_XYZ, v);
}

static const struct {
    const char *name;             /* NULL: not for color() */
    double (*decode)(double v);   /* of a channel; NULL: it is linear */
    void (*convert)(double v[3]); /* or this, for what has no channels of light, … */
    const struct linear *to_xyz;  /* … or this; neither: it is XYZ */
    bool d50;                     /* XYZ under D50 so far */
} spaces[] = {
    [COLOR_SRGB] = {"srgb", decode_srgb, NULL, &SRGB, false},
    [COLOR_SRGB_LINEAR] = {"srgb-linear", NULL, NULL, &SRGB, false},
    [COLOR_DISPLAY_P3] = {"display-p3", decode_srgb, NULL, &DISPLAY_P3, false},
    [COLOR_DISPLAY_P3_LINEAR] = {"display-p3-linear", NULL, NULL, &DISPLAY_P3, false},
    [COLOR_A98_RGB] = {"a98-rgb", decode_a98, NULL, &A98_RGB, false},
    [COLOR_PROPHOTO_RGB] = {"prophoto-rgb", decode_prophoto, NULL, &PROPHOTO_RGB, true},
    [COLOR_REC2020] = {"rec2020", decode_rec2020, NULL, &REC2020, false},
    [COLOR_XYZ_D50] = {"xyz-d50", NULL, NULL, NULL, true},
    [COLOR_XYZ_D65] = {"xyz-d65", NULL, NULL, NULL, false},
    [COLOR_LAB] = {NULL, NULL, lab_to_d50, NULL, true},
    [COLOR_OKLAB] = {NULL, NULL, oklab_to_xyz, NULL, false},
};

bool color_space_find(const char *name, enum color_space *space)
{
    if (strcmp(name, "xyz") == 0)
        name = "xyz-d65";
    for (size_t i = 0; i < sizeof spaces / sizeof spaces[0]; i++) {
        if (spaces[i].name != NULL && strcmp(spaces[i].name, name) == 0) {
            *space = (enum color_space)i;
            return true;
        }
    }
    return false;
}

void color_space_to_srgb(enum color_space space, const double color[3], double srgb[3])
{
    memcpy(srgb, color, 3 * sizeof *srgb);
    if (space == COLOR_SRGB) /* exactly */
        return;
    for (int i = 0; spaces[space].decode != NULL && i < 3; i++)
        srgb[i] = spaces[space].decode(srgb[i]);
    if (spaces[space].convert != NULL)
        spaces[space].convert(srgb);
    if (spaces[space].to_xyz != NULL)
        multiply(spaces[space].to_xyz, srgb);
    if (spaces[space].d50)
        multiply(&D50_TO_D65, srgb);
    multiply(&TO_SRGB, srgb);
    for (int i = 0; i < 3; i++)
        srgb[i] = encode_srgb(srgb[i]);
}
