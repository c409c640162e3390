package main

import (
	"bytes"
	"fmt"
	"image/color"
	"time"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
	"gonum.org/v1/plot/vg/vgsvg"

	"github.com/clm-go/clm/timeseries"
)

var (
	ink    = color.RGBA{R: 0x1c, G: 0x25, B: 0x33, A: 0xff}
	accent = color.RGBA{R: 0x25, G: 0x5f, B: 0xd8, A: 0xff}
	bands  = [len(levels)]color.Color{ // the inner one first
		color.RGBA{R: 0x8f, G: 0xb1, B: 0xf1, A: 0xff},
		color.RGBA{R: 0xb9, G: 0xcf, B: 0xf7, A: 0xff},
		color.RGBA{R: 0xdd, G: 0xe7, B: 0xfb, A: 0xff},
	}
)

// shown is how many values before a forecast its picture shows.
const shown = 91

// fanPicture draws what was and, as a fan, what may come. It is an SVG file.
func fanPicture(s *series, f *forecast) ([]byte, error) {
	p := newPlot(fmt.Sprintf("Revenue of the %s, and what comes next by %s", s.name, f.test.Methods[f.best].Name), "£1,000")
	from := max(0, len(s.values)-shown)
	past := s.points(from, s.values[from:])
	last := past[len(past)-1]
	ahead := func(values []float64) plotter.XYs {
		return append(plotter.XYs{last}, s.points(len(s.values), values)...)
	}
	p.Add(plotter.NewGrid())
	for i := len(levels) - 1; i >= 0; i-- {
		outline := ahead(f.hi[i])
		low := ahead(f.lo[i])
		for j := len(low) - 1; j > 0; j-- {
			outline = append(outline, low[j])
		}
		fan, err := plotter.NewPolygon(outline)
		if err != nil {
			return nil, err
		}
		fan.Color, fan.LineStyle.Width = bands[i], 0
		p.Add(fan)
		p.Legend.Add(fmt.Sprintf("%g%% of the time", 100*levels[i]), fan)
	}
	if err := addLine(p, past, ink); err != nil {
		return nil, err
	}
	if err := addLine(p, ahead(f.values), accent); err != nil {
		return nil, err
	}
	p.Y.Max += 0.2 * (p.Y.Max - p.Y.Min) // room for the legend
	p.Legend.Top, p.Legend.Left = true, true
	return svg(4.5*vg.Inch, p)
}

// partsPicture draws a series and its parts one below the other.
func partsPicture(s *series, d *timeseries.Decomposition) ([]byte, error) {
	var plots []*plot.Plot
	for _, part := range []struct {
		name   string
		values []float64
	}{{"Revenue of the " + s.name, s.values}, {"Trend", d.Trend}, {"Season", d.Seasonal}, {"What is left", d.Remainder}} {
		p := newPlot(part.name, "£1,000")
		p.Add(plotter.NewGrid())
		if err := addLine(p, s.points(0, part.values), accent); err != nil {
			return nil, err
		}
		plots = append(plots, p)
	}
	return svg(7.5*vg.Inch, plots...)
}

// points places values in time, the first one at the given place of the series.
func (s *series) points(first int, values []float64) plotter.XYs {
	points := make(plotter.XYs, len(values))
	for i, v := range values {
		points[i] = plotter.XY{X: float64(s.at(first + i + 1 - len(s.start)).Unix()), Y: v / 1000}
	}
	return points
}

func newPlot(title, unit string) *plot.Plot {
	plot.DefaultFont.Variant = "Sans"
	p := plot.New()
	p.Title.Text, p.Y.Label.Text = title, unit
	p.X.Tick.Marker, p.Y.Tick.Marker = plot.TickerFunc(months), plot.TickerFunc(plain)
	p.Legend.Padding = vg.Points(3)
	return p
}

// plain marks round numbers, and writes them without needless decimals.
func plain(from, to float64) []plot.Tick {
	ticks := plot.DefaultTicks{}.Ticks(from, to)
	for i, t := range ticks {
		if !t.IsMinor() {
			ticks[i].Label = fmt.Sprintf("%.6g", t.Value)
		}
	}
	return ticks
}

// months marks where each month begins.
func months(from, to float64) []plot.Tick {
	var ticks []plot.Tick
	first := time.Unix(int64(from), 0).UTC()
	for t := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, time.UTC); float64(t.Unix()) <= to; t = t.AddDate(0, 1, 0) {
		if at := float64(t.Unix()); at >= from {
			ticks = append(ticks, plot.Tick{Value: at, Label: t.Format("Jan 06")})
		}
	}
	return ticks
}

func addLine(p *plot.Plot, points plotter.XYs, c color.Color) error {
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.Color, line.Width = c, vg.Points(1.5)
	p.Add(line)
	return nil
}

// svg draws plots one below the other, their axes in line.
func svg(height vg.Length, plots ...*plot.Plot) ([]byte, error) {
	c := vgsvg.New(8*vg.Inch, height)
	rows := make([][]*plot.Plot, len(plots))
	for i, p := range plots {
		rows[i] = []*plot.Plot{p}
	}
	tiles := draw.Tiles{Rows: len(plots), Cols: 1, PadY: vg.Points(8)}
	for i, row := range plot.Align(rows, tiles, draw.New(c)) {
		plots[i].Draw(row[0])
	}
	var b bytes.Buffer
	_, err := c.WriteTo(&b)
	return b.Bytes(), err
}
