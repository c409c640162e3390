package main

import (
	"fmt"
	"html/template"
	"math"

	"gonum.org/v1/plot"
)

// point is a customer in the picture of the clusters.
type point struct {
	days  float64 // since the last order
	value float64 // gross, in minor units
	group int
}

// clusterChart shows each customer as a dot in the colour of its cluster: to
// the right who has not ordered for long, up who has spent much. Both axes are
// logarithmic, as the clustering sees them.
func clusterChart(points []point, groups int, m money) chart {
	draw := func(s size) template.HTML {
		p := newPlot(s)
		low, high := math.Inf(1), math.Inf(-1)
		far := 1.0
		clouds := make([]cloud, groups)
		for _, q := range points {
			v := max(q.value, 1) // a gift of 0 stands at the lower edge
			low, high, far = min(low, v), max(high, v), max(far, q.days)
			c := &clouds[q.group]
			c.x, c.y = append(c.x, q.days), append(c.y, v)
		}
		p.X.Scale, p.Y.Scale = log1p{}, plot.LogScale{}
		p.X.Min, p.X.Max = 0, far*1.05
		p.Y.Min, p.Y.Max = low/1.2, high*1.2
		p.X.Tick.Marker = dayTicks(far)
		p.Y.Tick.Marker = decadeTicks(p.Y.Min, p.Y.Max, m)
		p.X.Label.Text = "Days since the last order"
		p.X.Padding, p.Y.Padding = 10, 8
		p.Add(rules{x: true, y: true})
		for i, c := range clouds {
			c.color, c.dot = groupColor(i), 1.6
			c.color.A = 0xd0
			p.Add(c)
		}
		return svg(p, s, fmt.Sprintf("Scatter chart of %s by days since the last order and money spent, in the colours of %s.",
			plural(len(points), "customer"), plural(groups, "group")))
	}
	return chart{Wide: draw(onScreen(500, 340)), Narrow: draw(onPhone(300))}
}

// log1p is the scale log(1 + x), which has room for 0.
type log1p struct{}

// Normalize implements [plot.Normalizer].
func (log1p) Normalize(low, high, x float64) float64 {
	return (math.Log1p(x) - math.Log1p(low)) / (math.Log1p(high) - math.Log1p(low))
}

func dayTicks(far float64) plot.ConstantTicks {
	var out plot.ConstantTicks
	for _, t := range []plot.Tick{
		{Value: 0, Label: "0"}, {Value: 1, Label: "1"}, {Value: 3, Label: "3"}, {Value: 7, Label: "7"}, {Value: 14, Label: "14"},
		{Value: 30, Label: "30"}, {Value: 90, Label: "90"}, {Value: 365, Label: "365"}, {Value: 1095, Label: "1,095"}, {Value: 3650, Label: "3,650"},
	} {
		if t.Value <= far*1.05 {
			out = append(out, t)
		}
	}
	return out
}

func decadeTicks(low, high float64, m money) plot.ConstantTicks {
	var out plot.ConstantTicks
	for e := math.Floor(math.Log10(low / m.minor)); ; e++ {
		v := math.Pow(10, e) * m.minor
		if v > high {
			return out
		}
		if v >= low {
			out = append(out, plot.Tick{Value: v, Label: m.short(v)})
		}
	}
}
