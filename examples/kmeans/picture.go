package main

import (
	"bytes"
	"fmt"
	"image/color"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

var colors = []color.Color{
	color.RGBA{R: 0x25, G: 0x5f, B: 0xd8, A: 0xff},
	color.RGBA{R: 0xe0, G: 0x7a, B: 0x1f, A: 0xff},
	color.RGBA{R: 0x0f, G: 0x8f, B: 0x83, A: 0xff},
}

// picture draws two columns against each other, each cluster in its own
// colour and with a cross at its centre, as an SVG file.
func picture(t *table, labels []int, centers *mat.Dense, xcol, ycol int) ([]byte, error) {
	plot.DefaultFont.Variant = "Sans"
	p := plot.New()
	p.Title.Text = "Users by behaviour"
	p.X.Label.Text, p.Y.Label.Text = t.names[xcol], t.names[ycol]
	p.Legend.Top, p.Legend.Left = true, true
	p.Add(plotter.NewGrid())

	k, _ := centers.Dims()
	for c := range k {
		var dots plotter.XYs
		for i, label := range labels {
			if label == c {
				dots = append(dots, plotter.XY{X: t.x.At(i, xcol), Y: t.x.At(i, ycol)})
			}
		}
		users, err := plotter.NewScatter(dots)
		if err != nil {
			return nil, err
		}
		users.GlyphStyle = draw.GlyphStyle{Color: colors[c%len(colors)], Radius: 2.5, Shape: draw.CircleGlyph{}}
		center, err := plotter.NewScatter(plotter.XYs{{X: centers.At(c, xcol), Y: centers.At(c, ycol)}})
		if err != nil {
			return nil, err
		}
		center.GlyphStyle = draw.GlyphStyle{Color: color.Black, Radius: 6, Shape: draw.CrossGlyph{}}
		p.Add(users, center)
		p.Legend.Add(fmt.Sprintf("cluster %d", c), users)
	}
	w, err := p.WriterTo(6*vg.Inch, 4.5*vg.Inch, "svg")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = w.WriteTo(&b)
	return b.Bytes(), err
}
