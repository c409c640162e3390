package main

import (
	"image/color"
	"math"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// rules are thin lines across the plot at each labelled tick.
type rules struct{ x, y bool }

// Plot implements [plot.Plotter].
func (r rules) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	style := draw.LineStyle{Color: grid, Width: 1}
	if r.x {
		for _, t := range p.X.Tick.Marker.Ticks(p.X.Min, p.X.Max) {
			c.StrokeLine2(style, x(t.Value), c.Min.Y, x(t.Value), c.Max.Y)
		}
	}
	if r.y {
		for _, t := range p.Y.Tick.Marker.Ticks(p.Y.Min, p.Y.Max) {
			c.StrokeLine2(style, c.Min.X, y(t.Value), c.Max.X, y(t.Value))
		}
	}
}

// bars are upright bars at 0, 1, 2 ... with round shoulders.
type bars struct {
	values []float64
	color  func(i int) color.Color
}

// Plot implements [plot.Plotter].
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	half := min(0.34*(x(1)-x(0)), 34)
	for i, v := range b.values {
		if v <= 0 {
			continue
		}
		left, right := x(float64(i))-half, x(float64(i))+half
		foot, top := y(0), y(v)
		r := min(3, half, top-foot)
		var path vg.Path
		path.Move(vg.Point{X: left, Y: foot})
		path.Line(vg.Point{X: right, Y: foot})
		path.Arc(vg.Point{X: right - r, Y: top - r}, r, 0, math.Pi/2)
		path.Arc(vg.Point{X: left + r, Y: top - r}, r, math.Pi/2, math.Pi/2)
		path.Close()
		c.SetColor(b.color(i))
		c.Fill(path)
	}
}

// beam is a lying bar at height at, moved by shift pixels, with its label
// behind it.
type beam struct {
	value float64
	at    float64
	shift float64
	thick float64
	color color.Color
	label string
	text  text.Style
}

// Plot implements [plot.Plotter].
func (b beam) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	mid, half := y(b.at)+vg.Length(b.shift), vg.Length(b.thick/2)
	end := x(b.value)
	if r := min(2.5, half, end-c.Min.X); r > 0 {
		var path vg.Path
		path.Move(vg.Point{X: c.Min.X, Y: mid + half})
		path.Line(vg.Point{X: c.Min.X, Y: mid - half})
		path.Arc(vg.Point{X: end - r, Y: mid - half + r}, r, -math.Pi/2, math.Pi/2)
		path.Arc(vg.Point{X: end - r, Y: mid + half - r}, r, 0, math.Pi/2)
		path.Close()
		c.SetColor(b.color)
		c.Fill(path)
	}
	c.FillText(b.text, vg.Point{X: end + 5, Y: mid + b.text.FontExtents().Descent*0.6}, b.label)
}

// note is a text at a place of the plot, moved by some pixels.
type note struct {
	x, y   float64
	dx, dy float64
	text   string
	style  text.Style
}

// Plot implements [plot.Plotter].
func (n note) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	c.FillText(n.style, vg.Point{X: x(n.x) + vg.Length(n.dx), Y: y(n.y) + vg.Length(n.dy)}, n.text)
}

// curve is a line through points, with a dot at each.
type curve struct {
	x, y  []float64
	color color.Color
	dot   float64
}

// Plot implements [plot.Plotter].
func (l curve) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	points := make([]vg.Point, len(l.x))
	for i := range points {
		points[i] = vg.Point{X: x(l.x[i]), Y: y(l.y[i])}
	}
	c.StrokeLines(draw.LineStyle{Color: l.color, Width: 2}, points)
	for _, at := range points {
		disc(c, at, l.dot, l.color)
	}
}

// ring is a dot with a white heart and a strong rim.
type ring struct {
	x, y  float64
	color color.Color
	size  float64
}

// Plot implements [plot.Plotter].
func (r ring) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	at := vg.Point{X: x(r.x), Y: y(r.y)}
	disc(c, at, r.size, r.color)
	disc(c, at, r.size-2, white)
}

func disc(c draw.Canvas, at vg.Point, radius float64, fill color.Color) {
	r := vg.Length(radius)
	var path vg.Path
	path.Move(vg.Point{X: at.X + r, Y: at.Y})
	path.Arc(at, r, 0, 2*math.Pi)
	path.Close()
	c.SetColor(fill)
	c.Fill(path)
}

// cloud is many small dots of one colour, drawn as a single path to keep the
// file small. Dots that would lie on another one are left out.
type cloud struct {
	x, y  []float64
	color color.NRGBA
	dot   float64
}

// Plot implements [plot.Plotter].
func (d cloud) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	taken := make(map[[2]int]bool, len(d.x))
	r := vg.Length(d.dot)
	var path vg.Path
	for i := range d.x {
		px, py := int(x(d.x[i])+0.5), int(y(d.y[i])+0.5)
		if taken[[2]int{px, py}] {
			continue
		}
		taken[[2]int{px, py}] = true
		at := vg.Point{X: vg.Length(px), Y: vg.Length(py)}
		path.Move(vg.Point{X: at.X + r, Y: at.Y})
		path.Arc(at, r, 0, 2*math.Pi)
	}
	c.SetColor(d.color)
	c.Fill(path)
}
