package main

import (
	"bytes"
	"fmt"
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/clm-go/clm/assoc"
)

// lifts are the steps in which lift is shown by colour, pale to dark.
var lifts = []struct {
	below float64
	name  string
	color color.Color
}{
	{5, "lift below 5", color.RGBA{R: 0xa9, G: 0xc4, B: 0xf5, A: 0xff}},
	{10, "lift 5 to 10", color.RGBA{R: 0x6b, G: 0x97, B: 0xec, A: 0xff}},
	{20, "lift 10 to 20", color.RGBA{R: 0x25, G: 0x5f, B: 0xd8, A: 0xff}},
	{40, "lift 20 to 40", color.RGBA{R: 0x8e, G: 0x3b, B: 0xb0, A: 0xff}},
	{math.Inf(1), "lift 40 and more", color.RGBA{R: 0xd1, G: 0x24, B: 0x4f, A: 0xff}},
}

// picture draws each rule as a dot, by its support, its confidence and, as the
// colour, its lift. It is an SVG file.
func picture(rules *assoc.RuleSet) ([]byte, error) {
	plot.DefaultFont.Variant = "Sans"
	p := plot.New()
	p.Title.Text = fmt.Sprintf("%d rules of what is bought together", rules.Len())
	p.X.Label.Text, p.Y.Label.Text = "support, % of baskets", "confidence, %"
	p.X.Min, p.Y.Min, p.Y.Max = 0, 0, 100 // the legend stands below 50 %, where there are no rules
	p.Add(plotter.NewGrid())

	low := 0.0
	for _, step := range lifts {
		var dots plotter.XYs
		for r := range rules.All() {
			if lift := r.Lift(); low <= lift && lift < step.below {
				dots = append(dots, plotter.XY{X: 100 * r.Support(), Y: 100 * r.Confidence()})
			}
		}
		low = step.below
		if len(dots) == 0 {
			continue
		}
		scatter, err := plotter.NewScatter(dots)
		if err != nil {
			return nil, err
		}
		scatter.GlyphStyle = draw.GlyphStyle{Color: step.color, Radius: 2.5, Shape: draw.CircleGlyph{}}
		p.Add(scatter)
		p.Legend.Add(step.name, scatter)
	}
	w, err := p.WriterTo(7*vg.Inch, 4.5*vg.Inch, "svg")
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = w.WriteTo(&b)
	return b.Bytes(), err
}
