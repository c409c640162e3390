package main

import (
	"fmt"
	"html/template"
	"strings"
	"unicode"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/text"

	"github.com/clm-go/clm/segment"
)

// segmentChart shows for each segment its share of the customers and its share
// of the revenue, one above the other.
func segmentChart(rows []segment.SegmentProfile) chart {
	draw := func(s size) template.HTML {
		p := newPlot(s)
		p.X.Min, p.X.Max = 0, 0
		p.Y.Min, p.Y.Max = -0.5, float64(len(rows))-0.5
		p.X.Tick.Marker = plot.ConstantTicks{}
		p.X.Padding = 0
		p.Y.Padding = 4
		var names plot.ConstantTicks
		value := letters(s.text, ink, text.XLeft, text.YCenter)
		thick := min(12, 0.3*s.h/float64(len(rows)))
		for i, r := range rows {
			at := float64(len(rows) - 1 - i)
			names = append(names, plot.Tick{Value: at, Label: clip(r.Name, 22)})
			p.X.Max = max(p.X.Max, r.Share, r.RevenueShare)
			p.Add(
				beam{value: r.Share, at: at, shift: thick/2 + 0.5, thick: thick, color: pale, label: percent(r.Share), text: value},
				beam{value: r.RevenueShare, at: at, shift: -thick/2 - 0.5, thick: thick, color: accent, label: percent(r.RevenueShare), text: value},
			)
		}
		// Room for the label behind the longest bar.
		p.X.Max = max(p.X.Max, 0.01) * 1.12
		if s.narrow {
			p.X.Max *= 1.12
		}
		p.Y.Tick.Marker = names
		p.Y.Tick.Label.Color = ink
		return svg(p, s, segmentText(rows))
	}
	h := 20 + 38*float64(len(rows))
	return chart{Wide: draw(onScreen(1040, h)), Narrow: draw(onPhone(h))}
}

// segmentText tells the chart in words.
func segmentText(rows []segment.SegmentProfile) string {
	var b strings.Builder
	b.WriteString("Bar chart of the segments with their share of customers and of revenue: ")
	for i, r := range rows {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%s %s and %s", clip(r.Name, 80), percent(r.Share), percent(r.RevenueShare))
	}
	return b.String() + "."
}

// clip shortens a name that is too long for its place and leaves out what
// cannot be seen, such as control characters.
func clip(s string, most int) string {
	r := []rune(strings.Map(func(c rune) rune {
		if !unicode.IsPrint(c) {
			return -1
		}
		return c
	}, s))
	if len(r) <= most {
		return string(r)
	}
	return strings.TrimRight(string(r[:most-1]), " ") + "…"
}
