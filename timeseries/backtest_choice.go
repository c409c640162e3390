package timeseries

import (
	"fmt"
	"math"
)

// fewOrigins is below how many origins the choice of a method is called weak.
const fewOrigins = 8

// choose finds the best method and the one to recommend, and writes the notes.
func (r *BacktestResult) choose() {
	note := func(format string, args ...any) { r.Notes = append(r.Notes, fmt.Sprintf(format, args...)) }
	for i, m := range r.Methods {
		if m.Failed == 0 && m.Total.MASE == m.Total.MASE && (r.Best < 0 || m.Total.MASE < r.Methods[r.Best].Total.MASE) {
			r.Best = i
		}
	}
	scored := 0
	if r.Best >= 0 {
		for i, m := range r.Methods {
			mean, se, n := r.behind(i)
			if scored = n; m.Failed == 0 && (i == r.Best || mean <= se) {
				r.Recommended = i
				break
			}
		}
	}
	switch {
	case r.Best < 0:
		note("no method is recommended: none has a MASE and a forecast at every origin")
	case scored < fewOrigins:
		note("the choice is weak: it rests on %s, of which there should be at least %d", plural(scored, "origin"), fewOrigins)
	}
	for _, m := range r.Methods {
		if m.Failed > 0 {
			note("%s failed at %s and is not recommended: %v", m.Name, plural(m.Failed, "origin"), m.Err)
		}
	}
	if r.ZeroScale > 0 {
		note("%s of %d without scale, left out of MASE and RMSSE", plural(r.ZeroScale, "origin"), len(r.Origins))
	}
	if r.Missing > 0 {
		note("%s missing and left out", plural(r.Missing, "target"))
	}
}

// behind returns by how much the MASE of a method exceeds that of the best in the mean
// over origins, the standard error of this, and the number of origins. With one origin
// the error is 0.
func (r *BacktestResult) behind(method int) (mean, se float64, n int) {
	a, b := r.mase[method], r.mase[r.Best]
	each := func(f func(d float64)) {
		for at := range a {
			if d := a[at] - b[at]; d == d {
				f(d)
			}
		}
	}
	each(func(d float64) { mean += d; n++ })
	mean /= float64(n)
	squares := 0.0
	each(func(d float64) { squares += float64((d - mean) * (d - mean)) })
	if n > 1 {
		se = math.Sqrt(squares / float64(n-1) / float64(n))
	}
	return mean, se, n
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
