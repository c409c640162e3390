package cluster

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
)

// What is small, large and very large among effects; the first two are Cohen's.
const (
	smallEffect     = 0.2
	largeEffect     = 0.8
	veryLargeEffect = 2
)

// conclude finds what is distinct and writes the sentence. What is rows, or
// what stands in for it.
func (p *Portrait) conclude(what string) {
	if what == "" {
		what = "rows"
	}
	for j, f := range p.Features {
		if math.Abs(f.Effect) >= smallEffect {
			p.Distinct = append(p.Distinct, j)
		}
	}
	slices.SortStableFunc(p.Distinct, func(a, b int) int {
		return cmp.Compare(math.Abs(p.Features[b].Effect), math.Abs(p.Features[a].Effect))
	})
	var words []string
	for _, j := range p.Distinct[:min(3, len(p.Distinct))] {
		words = append(words, p.Features[j].words())
	}
	p.Sentence = percentOf(p.Share) + " of the " + what
	if p.Label < 0 {
		p.Sentence += ", in no cluster"
	}
	switch {
	case len(words) > 0:
		p.Sentence += "; " + strings.Join(words, ", ")
	case p.Share < 1:
		p.Sentence += "; much like the rest"
	}
}

// words tells how a column stands out: high revenue (+1.8 sd).
func (f Feature) words() string {
	size := math.Abs(f.Effect)
	side, sign := "high", "+"
	if f.Effect < 0 {
		side, sign = "low", "−"
	}
	switch {
	case size >= veryLargeEffect:
		side = "very " + side
	case size < largeEffect:
		side = "rather " + side
	}
	number := fmt.Sprintf("%.1f", size)
	if math.IsInf(size, 1) {
		number = "∞"
	}
	return fmt.Sprintf("%s %s (%s%s sd)", side, f.Name, sign, number)
}

// percentOf writes a share with a digit behind the point if it is small.
func percentOf(share float64) string {
	switch p := 100 * share; {
	case p < 0.05:
		return "under 0.1%"
	case p < 9.95:
		return fmt.Sprintf("%.1f%%", p)
	case p >= 99.5 && p < 100:
		return "over 99%"
	default:
		return fmt.Sprintf("%.0f%%", p)
	}
}
