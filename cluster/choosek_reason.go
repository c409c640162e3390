package cluster

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// weakSilhouette is the mean below which Kaufman and Rousseeuw see no substantial
// structure.
//
// Source: L. Kaufman and P. J. Rousseeuw, Finding groups in data, Wiley, 1990,
// DOI 10.1002/9780470316801, table 4 of chapter 2.
const weakSilhouette = 0.25

// reason says why the point was chosen, and what the other criteria say.
func (c *KCurve) reason(by Criterion, p *KPoint) string {
	var b strings.Builder
	last := c.Points[len(c.Points)-1].K
	edge := ""
	if p.K == last {
		edge = ", the most that were tried"
	}
	switch by {
	case BySilhouette:
		fmt.Fprintf(&b, "the mean silhouette is highest for %s%s: %.3f", clusters(p.K), edge, p.Silhouette)
		if p.SilhouetteError > 0 {
			fmt.Fprintf(&b, " ± %.3f", p.SilhouetteError)
		}
	case ByCalinskiHarabasz:
		fmt.Fprintf(&b, "the Calinski–Harabasz score is highest for %s%s: %.4g", clusters(p.K), edge, p.CalinskiHarabasz)
	case ByElbow:
		fmt.Fprintf(&b, "the curve of the inertias bends most at %s", clusters(p.K))
	case ByGap:
		c.gapReason(&b, p, last)
	}
	if p.Silhouette < weakSilhouette && by != ByGap {
		if by == BySilhouette {
			b.WriteString(", which is hardly structure")
		} else {
			fmt.Fprintf(&b, ", but with a mean silhouette of %.3f that is hardly structure", p.Silhouette)
		}
	}
	c.others(&b, by, p.K)
	return b.String()
}

// gapReason says why the gap chose the point.
func (c *KCurve) gapReason(b *strings.Builder, p *KPoint, last int) {
	switch {
	case math.IsInf(p.Gap, 1):
		fmt.Fprintf(b, "the inertia is 0 with %s", clusters(p.K))
		return
	case p.K == last:
		fmt.Fprintf(b, "the gap does not stop growing before %s, the most that were tried", clusters(p.K))
		return
	}
	next := &c.Points[p.K+1-c.Points[0].K]
	switch {
	case next.empty():
		fmt.Fprintf(b, "the gap does not stop growing before %s, and more would be empty", clusters(p.K))
	case p.K == 1:
		b.WriteString("the gap finds no clusters: two are no better than in rows without structure")
	default:
		fmt.Fprintf(b, "%s are the fewest after which the gap does not grow by a standard error: %.3f, then %.3f ± %.3f",
			clusters(p.K), p.Gap, next.Gap, next.GapError)
	}
}

// others tells what the other criteria choose, those that agree with k first.
func (c *KCurve) others(b *strings.Builder, by Criterion, k int) {
	names := map[int][]string{}
	choices := []int{k}
	for _, o := range criteria {
		choice := c.Choices[o]
		if o == by || choice == 0 {
			continue
		}
		if !slices.Contains(choices, choice) {
			choices = append(choices, choice)
		}
		names[choice] = append(names[choice], o.name())
	}
	for _, choice := range choices {
		who := names[choice]
		if len(who) == 0 {
			continue
		}
		b.WriteString("; " + listed(who) + " say")
		if len(who) == 1 {
			b.WriteString("s")
		}
		switch choice {
		case k:
			b.WriteString(" the same")
		case 1:
			b.WriteString(" 1, that there are no clusters")
		default:
			fmt.Fprintf(b, " %d", choice)
		}
	}
}

func (by Criterion) name() string {
	switch by {
	case BySilhouette:
		return "the silhouette"
	case ByCalinskiHarabasz:
		return "Calinski–Harabasz"
	}
	return "the " + string(by)
}

func clusters(k int) string {
	if k == 1 {
		return "1 cluster"
	}
	return fmt.Sprintf("%d clusters", k)
}

// listed joins words as in "a, b and c".
func listed(words []string) string {
	last := len(words) - 1
	if last == 0 {
		return words[0]
	}
	return strings.Join(words[:last], ", ") + " and " + words[last]
}
