package main

import (
	"fmt"
	"html/template"
	"image/color"
	"slices"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// forecastChart shows the revenue of the weeks as a line, and the forecast behind it as
// a fan.
func forecastChart(f *forecast, m money) chart {
	values := shownWeeks(f.values)
	start := shownWeeks(f.start)
	draw := func(s size) template.HTML {
		p := newPlot(s)
		// The fan opens at the last week that is known.
		n := len(values)
		last := values[n-1]
		x := make([]float64, horizon+1)
		for i := range x {
			x[i] = float64(n - 1 + i)
		}
		known := make([]float64, n)
		for i := range known {
			known[i] = float64(i)
		}
		most := slices.Max(append([]float64{m.minor}, values...))
		p.Add(rules{y: true})
		for i := len(levels) - 1; i >= 0; i-- {
			lo, hi := notBelow0(last, f.lo[i]), notBelow0(last, f.hi[i])
			most = max(most, slices.Max(hi))
			p.Add(band{x: x, lo: lo, hi: hi, color: fanColors[i]})
		}
		p.Add(stroke{x: known, y: values, color: ink}, stroke{x: x, y: notBelow0(last, f.next), color: accent})
		top, ticks := niceTicks(most, 4, m.short)
		p.X.Min, p.X.Max = -0.5, float64(n+horizon)-0.5
		p.Y.Min, p.Y.Max = 0, top
		p.Y.Tick.Marker = ticks
		p.X.Tick.Marker = weekTicks(start, s)
		return svg(p, s, forecastText(f, m))
	}
	return chart{Wide: draw(onScreen(1040, 300)), Narrow: draw(onPhone(240))}
}

// fanColors are those of the bands, the inner one first.
var fanColors = [len(levels)]color.Color{
	color.NRGBA{R: 0xa9, G: 0xc4, B: 0xf5, A: 0xff},
	color.NRGBA{R: 0xdd, G: 0xe7, B: 0xfb, A: 0xff},
}

// notBelow0 puts the last known value before those of a forecast. Sales are never below
// 0, whatever the limits say.
func notBelow0(last float64, values []float64) []float64 {
	out := []float64{last}
	for _, v := range values {
		out = append(out, max(0, v))
	}
	return out
}

// forecastText tells the chart in words.
func forecastText(f *forecast, m money) string {
	return fmt.Sprintf("Line chart of the revenue of %s, the last one from %s with %s, and of the forecast. %s",
		plural(len(shownWeeks(f.values)), "week"), date(f.week(0)), m.whole(f.values[len(f.values)-1]), f.sentence(m))
}

// weekTicks names the months at the first week that begins in them. Where there is no
// room for all, some go without.
func weekTicks(start []time.Time, s size) plot.ConstantTicks {
	var months []time.Time
	var at []float64
	for i := range len(start) + horizon {
		t := start[0].AddDate(0, 0, 7*i)
		if t.Day() <= 7 {
			months, at = append(months, t), append(at, float64(i))
		}
	}
	room := int(s.w / (2.6 * s.text))
	step := max(1, (len(months)+room-1)/room)
	var ticks plot.ConstantTicks
	year := 0
	for i := 0; i < len(months); i += step {
		label := months[i].Format("Jan")
		if months[i].Year() != year {
			year = months[i].Year()
			label += months[i].Format("\n2006")
		}
		ticks = append(ticks, plot.Tick{Value: at[i], Label: label})
	}
	return ticks
}

// stroke is a line through points.
type stroke struct {
	x, y  []float64
	color color.Color
}

// Plot implements [plot.Plotter].
func (l stroke) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	points := make([]vg.Point, len(l.x))
	for i := range points {
		points[i] = vg.Point{X: x(l.x[i]), Y: y(l.y[i])}
	}
	c.StrokeLines(draw.LineStyle{Color: l.color, Width: 2}, points)
}

// band is the area between two lines.
type band struct {
	x, lo, hi []float64
	color     color.Color
}

// Plot implements [plot.Plotter].
func (b band) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	var path vg.Path
	path.Move(vg.Point{X: x(b.x[0]), Y: y(b.hi[0])})
	for i := 1; i < len(b.x); i++ {
		path.Line(vg.Point{X: x(b.x[i]), Y: y(b.hi[i])})
	}
	for i := len(b.x) - 1; i >= 0; i-- {
		path.Line(vg.Point{X: x(b.x[i]), Y: y(b.lo[i])})
	}
	path.Close()
	c.SetColor(b.color)
	c.Fill(path)
}
