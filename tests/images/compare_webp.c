/* WebP against libwebp's simple interface, pixel for pixel, and its animations against its own
 * player within 2. Pictures are the PNG below folders, encoded here: lossless, lossy, and with
 * alpha, whatever they have. */
#include <webp/decode.h>
#include <webp/demux.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include "files.h"
#include "pixel/color.h"

enum { TOLERANCE = 2, FRAMES = 6 };

static uint32_t premultiplied(const uint8_t *rgba)
{
    return color_premultiply((uint32_t)rgba[3] << 24 | (uint32_t)rgba[0] << 16 |
                             (uint32_t)rgba[1] << 8 | rgba[2]);
}

static void compare_pixels(const char *path, const char *how, const struct surface *s,
                           const uint8_t *rgba)
{
    for (int y = 0; y < s->height; y++) {
        for (int x = 0; x < s->width; x++, rgba += 4) {
            if (*surface_at(s, x, y) == premultiplied(rgba))
                continue;
            files_fail("%s, %s: pixel %d, %d is %08x, not %08x", path, how, x, y,
                       *surface_at(s, x, y), premultiplied(rgba));
            return;
        }
    }
}

static void compare(const char *path, const char *how, const uint8_t *webp, size_t size)
{
    struct image image;
    int width = 0, height = 0;
    uint8_t *plain = WebPDecodeRGBA(webp, size, &width, &height);
    if (!image_decode(&image, webp, size, path, NULL))
        files_fail("%s, %s", error_text(), how);
    else if (plain == NULL || width != image.width || height != image.height)
        files_fail("%s, %s: libwebp sees another size", path, how);
    else
        compare_pixels(path, how, &image.frames[0].surface, plain);
    image_finish(&image);
    WebPFree(plain);
    files_compared++;
}

/* Straight bytes of a picture, which the caller frees. */
static uint8_t *straight(const struct image *image)
{
    uint8_t *rgba = malloc((size_t)image->width * (size_t)image->height * 4), *out = rgba;
    for (int y = 0; y < image->height; y++) {
        for (int x = 0; x < image->width; x++) {
            const uint32_t p = color_unpremultiply(*surface_at(&image->frames[0].surface, x, y));
            *out++ = (uint8_t)(p >> 16);
            *out++ = (uint8_t)(p >> 8);
            *out++ = (uint8_t)p;
            *out++ = (uint8_t)(p >> 24);
        }
    }
    return rgba;
}

static void visit(const char *path)
{
    struct image image;
    uint8_t *webp;
    if (!image_decode_file(&image, path, NULL))
        return; /* corrupt on purpose */
    uint8_t *rgba = straight(&image);
    const int width = image.width, height = image.height, stride = 4 * width;
    size_t size = WebPEncodeLosslessRGBA(rgba, width, height, stride, &webp);
    compare(path, "lossless", webp, size);
    WebPFree(webp);
    size = WebPEncodeRGBA(rgba, width, height, stride, 50, &webp);
    compare(path, "lossy", webp, size);
    WebPFree(webp);
    image_finish(&image);
    free(rgba);
}

/* Rectangles that move over each other, some of them half transparent. */
static void paint(uint8_t *rgba, int side, int frame)
{
    for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x++, rgba += 4) {
            const bool in = x >= frame * 4 && x < frame * 4 + 20 && y >= 10 && y < 30;
            rgba[0] = (uint8_t)(in ? frame * 40 : x * 5);
            rgba[1] = (uint8_t)(in ? 255 - x : y * 5);
            rgba[2] = (uint8_t)(frame * 20);
            rgba[3] = in ? (uint8_t)(frame % 2 == 0 ? 255 : 100) : x < 8 ? 0 : 200;
        }
    }
}

static WebPData make_animation(int side)
{
    WebPAnimEncoderOptions options;
    WebPConfig config;
    WebPData data;
    uint8_t *rgba = malloc((size_t)side * (size_t)side * 4);
    WebPAnimEncoderOptionsInit(&options);
    options.anim_params.loop_count = 5;
    options.allow_mixed = 1;
    WebPAnimEncoder *encoder = WebPAnimEncoderNew(side, side, &options);
    WebPConfigInit(&config);
    for (int i = 0; i < FRAMES; i++) {
        WebPPicture picture;
        WebPPictureInit(&picture);
        picture.width = picture.height = side;
        picture.use_argb = 1;
        paint(rgba, side, i);
        WebPPictureImportRGBA(&picture, rgba, side * 4);
        config.lossless = i % 3 != 2;
        WebPAnimEncoderAdd(encoder, &picture, i * 40, &config);
        WebPPictureFree(&picture);
    }
    WebPAnimEncoderAdd(encoder, NULL, FRAMES * 40, NULL);
    WebPAnimEncoderAssemble(encoder, &data);
    WebPAnimEncoderDelete(encoder);
    free(rgba);
    return data;
}

static bool near(uint32_t a, uint32_t b)
{
    for (int shift = 0; shift < 32; shift += 8)
        if (abs((int)(a >> shift & 255) - (int)(b >> shift & 255)) > TOLERANCE)
            return false;
    return true;
}

static void compare_frame(const struct image *image, int index, const uint8_t *rgba)
{
    const struct surface *s = &image->frames[index].surface;
    for (int y = 0; y < s->height; y++) {
        for (int x = 0; x < s->width; x++, rgba += 4) {
            if (near(*surface_at(s, x, y), premultiplied(rgba)))
                continue;
            files_fail("frame %d: pixel %d, %d is %08x, not %08x", index, x, y,
                       *surface_at(s, x, y), premultiplied(rgba));
            return;
        }
    }
}

static void compare_animation(void)
{
    const WebPData data = make_animation(48);
    struct image image;
    uint8_t *rgba;
    int at = 0, before = 0, index = 0;
    WebPAnimDecoderOptions options;
    WebPAnimDecoderOptionsInit(&options);
    WebPAnimDecoder *player = WebPAnimDecoderNew(&data, &options);
    if (!image_decode(&image, data.bytes, data.size, "animation", NULL))
        files_fail("%s", error_text());
    for (; WebPAnimDecoderGetNext(player, &rgba, &at) && index < image.frame_count; index++) {
        compare_frame(&image, index, rgba);
        if (image.frames[index].duration != (at - before) / 1000.0)
            files_fail("frame %d takes %g s, not %d ms", index, image.frames[index].duration,
                       at - before);
        before = at;
    }
    if (index != image.frame_count || index < FRAMES || image.loops != 5)
        files_fail("%d of %d frames, %d times", index, image.frame_count, image.loops);
    WebPAnimDecoderDelete(player);
    image_finish(&image);
    WebPFree((void *)(uintptr_t)data.bytes);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        for_files(argv[i], ".png", visit);
    compare_animation();
    return files_result(150);
}
