/* Qt 5's raster engine: QPainter on a QImage. */
#include <QGlyphRun>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>
#include <QPainterPath>
#include <QRawFont>
#include <cmath>
#include <vector>

#include "scenes.h"

extern "C" const char *const peer_name = "Qt";

static QImage *screen;
static std::vector<QImage> images;

static void prepare_text(struct item &e)
{
    QRawFont font(QStringLiteral(TEXT_FONT), e.v[0], QFont::PreferVerticalHinting);
    QVector<quint32> ids;
    QVector<QPointF> places;
    for (int i = 1; i < e.count; i += 3) {
        ids << font.glyphIndexesForString(QString(QChar(int(e.v[i])))).at(0);
        places << QPointF(e.v[i + 1], e.v[i + 2]);
    }
    auto *run = new QGlyphRun;
    run->setRawFont(font);
    run->setGlyphIndexes(ids);
    run->setPositions(places);
    e.prepared = run;
}

/* Fonts are the application's affair. */
static void open_text(const struct scenes *s)
{
    static int argc = 3;
    static char name[] = "peer", option[] = "-platform", platform[] = "offscreen";
    static char *argv[] = {name, option, platform, nullptr};
    new QGuiApplication(argc, argv);
    for (int i = 0; i < s->frame_count; i++)
        for (int k = 0; k < s->frames[i].count; k++)
            if (s->frames[i].items[k].kind == ITEM_TEXT)
                prepare_text(s->frames[i].items[k]);
}

void peer_open(const struct scenes *s, int)
{
    screen = new QImage(s->width, s->height, QImage::Format_ARGB32_Premultiplied);
    screen->fill(0);
    open_text(s);
    for (int i = 0; i < s->image_count; i++) {
        const struct image &m = s->images[i];
        images.emplace_back(reinterpret_cast<const uchar *>(m.pixels), m.width, m.height,
                            m.width * 4,
                            m.opaque ? QImage::Format_RGB32 : QImage::Format_ARGB32_Premultiplied);
    }
}

void peer_record(const struct frame *)
{
}

static void draw_image(QPainter &p, const struct item &e)
{
    const double *v = e.v;
    const QImage &m = images[size_t(e.image)];
    if (e.kind == ITEM_IMAGE) {
        p.drawImage(int(v[0]), int(v[1]), m);
        return;
    }
    p.save();
    p.setRenderHint(QPainter::SmoothPixmapTransform);
    if (e.kind == ITEM_SCALED) {
        p.drawImage(QRectF(v[0], v[1], v[2], v[3]), m);
    } else {
        p.translate(v[0], v[1]);
        p.rotate(v[2] * 180 / M_PI);
        p.drawImage(QPointF(-m.width() / 2.0, -m.height() / 2.0), m);
    }
    p.restore();
}

template <class Gradient> static void fill_gradient(QPainter &p, const struct item &e, Gradient g)
{
    g.setColorAt(0, QColor::fromRgba(e.color));
    g.setColorAt(1, QColor::fromRgba(e.color2));
    p.fillRect(QRectF(e.v[0], e.v[1], e.v[2], e.v[3]), g);
}

static void draw_shape(QPainter &p, const struct item &e)
{
    const double *v = e.v;
    const QColor color = QColor::fromRgba(e.color);
    p.setPen(Qt::NoPen);
    p.setBrush(color);
    if (e.kind == ITEM_POLYGON) {
        QPolygonF polygon;
        for (int i = 0; i < e.count; i += 2)
            polygon << QPointF(v[i], v[i + 1]);
        p.drawPolygon(polygon, Qt::WindingFill);
    } else if (e.kind == ITEM_CIRCLE) {
        p.drawEllipse(QPointF(v[0], v[1]), v[2], v[2]);
    } else if (e.kind == ITEM_ROUND) {
        p.drawRoundedRect(QRectF(v[0], v[1], v[2], v[3]), v[4], v[4]);
    } else {
        p.setBrush(Qt::NoBrush);
        p.setPen(QPen(color, v[0], Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin));
        if (e.kind == ITEM_LINE) {
            p.drawLine(QPointF(v[1], v[2]), QPointF(v[3], v[4]));
        } else {
            QPainterPath path(QPointF(v[1], v[2]));
            path.cubicTo(v[3], v[4], v[5], v[6], v[7], v[8]);
            p.drawPath(path);
        }
    }
}

bool peer_draw(const struct frame *f)
{
    QPainter p(screen);
    p.setRenderHint(QPainter::Antialiasing);
    for (int i = 0; i < f->count; i++) {
        const struct item &e = f->items[i];
        const double *v = e.v;
        if (e.kind == ITEM_FILL)
            p.fillRect(int(v[0]), int(v[1]), int(v[2]), int(v[3]), QColor::fromRgba(e.color));
        else if (e.kind <= ITEM_ROTATED)
            draw_image(p, e);
        else if (e.kind == ITEM_TEXT) {
            p.setPen(QColor::fromRgba(e.color));
            p.drawGlyphRun(QPointF(0, 0), *static_cast<QGlyphRun *>(e.prepared));
        } else if (e.kind == ITEM_LINEAR)
            fill_gradient(p, e, QLinearGradient(v[4], v[5], v[6], v[7]));
        else if (e.kind == ITEM_RADIAL)
            fill_gradient(p, e, QRadialGradient(v[4], v[5], v[6]));
        else
            draw_shape(p, e);
    }
    return true;
}

const uint32_t *peer_pixels(int *stride)
{
    *stride = screen->bytesPerLine() / 4;
    return reinterpret_cast<const uint32_t *>(screen->constBits());
}
