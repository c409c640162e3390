package main

import (
	"bytes"
	"fmt"
	"html"
	"html/template"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"
)

// chart is one picture of the report, drawn twice: for a wide window and for
// a phone. The style sheet shows one of them.
type chart struct {
	Wide, Narrow template.HTML
}

// size is the room a picture has, in pixels at its natural size.
type size struct {
	w, h   float64
	most   float64 // width to which the picture may grow
	text   float64 // size of letters
	narrow bool
}

// onPhone is the size of every picture on a phone: as wide as the text of the
// report there, so that letters keep their size.
func onPhone(h float64) size { return size{w: 330, h: h, most: 440, text: 11, narrow: true} }

func onScreen(w, h float64) size { return size{w: w, h: h, most: 1.2 * w, text: 12} }

// The colours of the report.
var (
	ink    = color.NRGBA{R: 0x1c, G: 0x25, B: 0x33, A: 0xff}
	soft   = color.NRGBA{R: 0x56, G: 0x62, B: 0x73, A: 0xff}
	grid   = color.NRGBA{R: 0xe4, G: 0xe8, B: 0xee, A: 0xff}
	accent = color.NRGBA{R: 0x25, G: 0x5f, B: 0xd8, A: 0xff}
	pale   = color.NRGBA{R: 0xa9, G: 0xc4, B: 0xf5, A: 0xff}
	white  = color.NRGBA{R: 0xff, G: 0xff, B: 0xff, A: 0xff}
)

// groupColor returns the colour of a cluster, as the style sheet knows it by
// the classes g0, g1 ...
func groupColor(i int) color.NRGBA {
	all := [...]color.NRGBA{
		{R: 0x25, G: 0x5f, B: 0xd8, A: 0xff}, {R: 0xe0, G: 0x7a, B: 0x1f, A: 0xff}, {R: 0x0f, G: 0x8f, B: 0x83, A: 0xff},
		{R: 0x9b, G: 0x3f, B: 0xc9, A: 0xff}, {R: 0xc2, G: 0x94, B: 0x0a, A: 0xff}, {R: 0xd1, G: 0x3a, B: 0x7c, A: 0xff},
		{R: 0x5b, G: 0x67, B: 0x78, A: 0xff}, {R: 0x5f, G: 0x96, B: 0x1e, A: 0xff}, {R: 0x13, G: 0x93, B: 0xb8, A: 0xff},
		{R: 0xb7, G: 0x32, B: 0x2c, A: 0xff},
	}
	return all[i%len(all)]
}

// letters is text of one size and colour.
func letters(points float64, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{
		Color:   c,
		Font:    font.From(font.Font{Typeface: "Liberation", Variant: "Sans"}, vg.Length(points)),
		XAlign:  x,
		YAlign:  y,
		Handler: plot.DefaultTextHandler,
	}
}

// newPlot returns a plot without frame, axis lines and tick marks.
func newPlot(s size) *plot.Plot {
	p := plot.New()
	p.BackgroundColor = nil
	for _, a := range []*plot.Axis{&p.X, &p.Y} {
		a.LineStyle.Width = 0
		a.Tick.LineStyle.Width = 0
		a.Tick.Length = 0
		a.Padding = 0
		a.Label.Padding = 6
		a.Label.TextStyle = letters(s.text, soft, text.XCenter, text.YBottom)
	}
	p.X.Padding = 7
	p.Y.Padding = 3
	p.X.Tick.Label = letters(s.text, soft, text.XCenter, text.YTop)
	p.Y.Tick.Label = letters(s.text, soft, text.XRight, text.YCenter)
	return p
}

// svg draws a plot. The label is what someone hears who cannot see it.
func svg(p *plot.Plot, s size, label string) template.HTML {
	c := vgsvg.New(vg.Length(s.w), vg.Length(s.h))
	// Half a letter of room, so that nothing touches the edge.
	p.Draw(draw.Crop(draw.New(c), 1, -6, 1, -6))
	var b bytes.Buffer
	_, _ = c.WriteTo(&b) // a Buffer takes everything

	// What was drawn stands between the first <g> and the end. It gets a head
	// that lets it grow and shrink with the page, and the page's own letters.
	drawn := b.String()
	drawn = drawn[strings.Index(drawn, "<g"):]
	drawn = strings.NewReplacer(
		"\n\tstyle", " style",
		"font-family:Liberation Sans;font-variant:normal;font-weight:normal;font-style:normal;", "",
	).Replace(drawn)
	head := fmt.Sprintf(`<svg viewBox="0 0 %g %g" role="img" aria-label="%s" style="max-width:%gpx">`,
		s.w, s.h, html.EscapeString(label), s.most)
	return template.HTML(head + "\n" + drawn)
}
