package main

import (
	"fmt"
	"html/template"
	"math"
	"strconv"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
)

// silhouetteChart shows how clearly the customers fall into k groups, for
// each k that was tried, and which one was taken.
func silhouetteChart(tried []attempt, best int) chart {
	draw := func(s size) template.HTML {
		p := newPlot(s)
		low, high := math.Inf(1), math.Inf(-1)
		line := curve{color: accent, dot: 3.5}
		var ks plot.ConstantTicks
		for _, a := range tried {
			line.x, line.y = append(line.x, float64(a.k)), append(line.y, a.silhouette)
			ks = append(ks, plot.Tick{Value: float64(a.k), Label: strconv.Itoa(a.k)})
			low, high = min(low, a.silhouette), max(high, a.silhouette)
		}
		const step = 0.05
		p.Y.Min, p.Y.Max = step*math.Floor(low/step-0.2), step*math.Ceil(high/step+0.4)
		var ticks plot.ConstantTicks
		for i := math.Round(p.Y.Min / step); i <= math.Round(p.Y.Max/step); i++ {
			ticks = append(ticks, plot.Tick{Value: i * step, Label: strconv.FormatFloat(i*step, 'f', 2, 64)})
		}
		p.X.Min, p.X.Max = float64(tried[0].k)-0.4, float64(tried[len(tried)-1].k)+0.4
		p.X.Tick.Marker, p.Y.Tick.Marker = ks, ticks
		p.X.Label.Text = "Number of groups"
		p.Add(rules{y: true}, line)
		for _, a := range tried {
			if a.k != best {
				continue
			}
			p.Add(ring{float64(a.k), a.silhouette, accent, 6},
				note{float64(a.k), a.silhouette, 10, 5, fmt.Sprintf("%d groups: %.3f", a.k, a.silhouette), letters(s.text, ink, text.XLeft, text.YBottom)})
		}
		return svg(p, s, silhouetteText(tried, best))
	}
	return chart{Wide: draw(onScreen(500, 340)), Narrow: draw(onPhone(240))}
}

// silhouetteText tells the chart in words.
func silhouetteText(tried []attempt, best int) string {
	s := "Line chart of the mean silhouette by number of groups: "
	for i, a := range tried {
		if i > 0 {
			s += ", "
		}
		s += fmt.Sprintf("%d: %.3f", a.k, a.silhouette)
	}
	return s + fmt.Sprintf(". %d groups were taken.", best)
}
