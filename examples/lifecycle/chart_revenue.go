package main

import (
	"cmp"
	"fmt"
	"html/template"
	"image/color"
	"math"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"
)

// revenueChart shows what was sold in each month as bars; a month that the
// orders do not cover to its end is pale.
func revenueChart(months []month, m money) chart {
	draw := func(s size) template.HTML {
		p := newPlot(s)
		values := make([]float64, len(months))
		for i, x := range months {
			values[i] = x.revenue
		}
		top, ticks := niceTicks(slices.Max(append(values, m.minor)), 4, m.short)
		p.X.Min, p.X.Max = -0.5, float64(len(months))-0.5
		p.Y.Min, p.Y.Max = 0, top
		p.Y.Tick.Marker = ticks
		p.X.Tick.Marker = monthTicks(months, s)
		p.Add(rules{y: true}, bars{values, func(i int) color.Color {
			if months[i].partial {
				return pale
			}
			return accent
		}})
		if !s.narrow && len(months) <= 18 {
			for i, v := range values {
				p.Add(note{x: float64(i), y: v, dy: 6, text: m.short(v), style: letters(s.text, ink, text.XCenter, text.YBottom)})
			}
		}
		return svg(p, s, revenueText(months, m))
	}
	return chart{Wide: draw(onScreen(1040, 300)), Narrow: draw(onPhone(220))}
}

// revenueText tells the chart in words.
func revenueText(months []month, m money) string {
	best := bestMonth(months)
	return fmt.Sprintf("Bar chart of the revenue of %s, from %s to %s. The best month was %s with %s.",
		plural(len(months), "month"), months[0].start.Format("January 2006"), months[len(months)-1].start.Format("January 2006"),
		best.start.Format("January 2006"), m.whole(best.revenue))
}

// bestMonth returns the first month of the highest revenue.
func bestMonth(months []month) month {
	return slices.MaxFunc(months, func(a, b month) int { return cmp.Compare(a.revenue, b.revenue) })
}

// monthTicks names the months, and the year below the first one of each year.
// Where there is no room for all, some go without.
func monthTicks(months []month, s size) plot.ConstantTicks {
	room := int(s.w / (2.6 * s.text))
	step := max(1, (len(months)+room-1)/room)
	var ticks plot.ConstantTicks
	year := 0
	for i := 0; i < len(months); i += step {
		t := months[i].start
		label := t.Format("Jan")
		if t.Year() != year {
			year = t.Year()
			label += t.Format("\n2006")
		}
		ticks = append(ticks, plot.Tick{Value: float64(i), Label: label})
	}
	return ticks
}

// niceTicks returns an upper end above most and ticks from 0 to it at round
// steps, about n of them.
func niceTicks(most float64, n int, label func(float64) string) (float64, plot.ConstantTicks) {
	step := math.Pow(10, math.Floor(math.Log10(most/float64(n))))
	for _, k := range []float64{1, 2, 2.5, 5, 10} {
		if k*step*float64(n) >= most {
			step *= k
			break
		}
	}
	var ticks plot.ConstantTicks
	for i := 0; ; i++ {
		v := float64(i) * step
		ticks = append(ticks, plot.Tick{Value: v, Label: label(v)})
		if v >= most {
			return v, ticks
		}
	}
}

// plural writes a number and its noun: 1 order, 2 orders.
func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return count(n) + " " + noun + "s"
}
