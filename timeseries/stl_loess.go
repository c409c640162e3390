package timeseries

import (
	"math"

	"github.com/clm-go/clm/internal/vec"
)

// loess smooths n values at equal distances: at some places a constant or a
// line is fitted to the nearest values, and lines are drawn between.
//
// Where all values count alike, the fit is a sum of the values times factors
// that depend only on where in its window the place lies, which is the same for
// almost all places. Where they have weights, it follows from sums of
// weight·tricube·distance^j and weight·tricube·distance^j·value, whose factors
// again depend only on that.
type loess struct {
	n, width int // how many values there are, and how many a fit looks at
	stlSmooth
	flat float64 // a variance of the distances up to which a line is not to be told from a constant

	at        int  // place in the window that the factors are for
	weighted  bool // whether they are tricube weights or factors of the fit
	usable    bool // whether any of them is not zero
	w, w1, w2 []float64
	moments   []float64
}

const noPlace = -2

func newLoess(n int, s stlSmooth) *loess {
	flat := 0.001 * float64(n-1)
	l := &loess{n: n, width: min(s.window, n), stlSmooth: s, flat: flat * flat, at: noPlace}
	l.jump = min(l.jump, n-1)
	l.w = make([]float64, l.width)
	return l
}

// left returns where the window around place i begins.
func (l *loess) left(i int) int { return min(max(i-l.width/2, 0), l.n-l.width) }

// tricube sets w to the weights by distance, for a place that is at values
// right of the first one of its window, and returns their sum.
func (l *loess) tricube(at int) float64 {
	h := float64(max(at, l.width-1-at))
	if l.window > l.n {
		h += float64((l.window - l.n) / 2)
	}
	near, far := 0.001*h, 0.999*h
	for k := range l.w {
		switch r := math.Abs(float64(k - at)); {
		case r <= near:
			l.w[k] = 1
		case r <= far:
			q := r / h
			c := 1 - float64(q*q*q)
			l.w[k] = c * c * c
		default:
			l.w[k] = 0
		}
	}
	return vec.Sum(l.w)
}

// alike prepares the factors for values that count alike.
func (l *loess) alike(at int) {
	if l.at == at && !l.weighted {
		return
	}
	l.at, l.weighted = at, false
	sum := l.tricube(at)
	if l.usable = sum > 0; !l.usable {
		return
	}
	mean := 0.0
	for k := range l.w {
		l.w[k] /= sum
		mean += float64(l.w[k] * float64(k-at))
	}
	if l.degree == 0 {
		return
	}
	spread := 0.0
	for k, w := range l.w {
		d := float64(k-at) - mean
		spread += float64(w * float64(d*d))
	}
	if spread > l.flat {
		slope := -mean / spread
		for k := range l.w {
			l.w[k] *= 1 + float64(slope*(float64(k-at)-mean))
		}
	}
}

// unlike prepares the factors for values that have weights.
func (l *loess) unlike(at int) {
	if l.at == at && l.weighted {
		return
	}
	l.at, l.weighted = at, true
	l.usable = l.tricube(at) > 0
	if l.degree == 0 {
		return
	}
	if l.w1 == nil {
		l.w1, l.w2 = make([]float64, l.width), make([]float64, l.width)
	}
	for k, w := range l.w {
		d := float64(k - at)
		l.w1[k] = w * d
		l.w2[k] = w * d * d
	}
}

// spread returns the mean and the variance of the distances of the values, from
// the sums of weight·distance^j. sure is false where rounding may have spoilt the
// variance.
func spread(s0, s1, s2 float64) (mean, variance float64, sure bool) {
	mean = s1 / s0
	square := s2 / s0
	variance = square - float64(mean*mean)
	return mean, variance, variance > 1e-3*square
}

// carefully returns the value of a fit with a line from sums around the mean
// distance. The weights u and their products v with the values are stride apart.
func (l *loess) carefully(u, v []float64, stride int) float64 {
	var s0, s1, t0 float64
	for k, w := range l.w {
		wu := float64(w * u[k*stride])
		s0 += wu
		s1 += float64(wu * float64(k-l.at))
		t0 += float64(w * v[k*stride])
	}
	mean, level := s1/s0, t0/s0
	var s2, t1 float64
	for k, w := range l.w {
		d := float64(k-l.at) - mean
		s2 += float64(float64(w*u[k*stride]) * float64(d*d))
		t1 += float64(float64(w*v[k*stride]) * d)
	}
	if variance := s2 / s0; variance > l.flat {
		level -= float64(mean / variance * (t1 / s0))
	}
	return level
}

// line smooths y into dst. Weights u and their products v with y are nil where
// all values count alike.
func (l *loess) line(pace *pace, dst, y, u, v []float64) error {
	left, last := 0, 0
	for i := 0; i < l.n; i += l.jump {
		left, last = l.left(i), i
		dst[i] = l.fit(i, left, y, u, v)
		if err := pace.spend(l.width + l.jump); err != nil {
			return err
		}
	}
	if i := l.n - 1; last < i { // a place that is added at the end shares its neighbour's window
		dst[i] = l.fit(i, left, y, u, v)
	}
	join(dst, l.jump)
	return nil
}

// fit returns the value at place i of a fit to the window that begins at left.
func (l *loess) fit(i, left int, y, u, v []float64) float64 {
	right := left + l.width
	if u != nil {
		l.unlike(i - left)
		return l.one(y[i], u[left:right], v[left:right])
	}
	if l.alike(i - left); !l.usable {
		return y[i]
	}
	return vec.Dot(l.w, y[left:right])
}

// one returns the value of a fit with weights, or other where they are all zero.
func (l *loess) one(other float64, u, v []float64) float64 {
	s0 := vec.Dot(l.w, u)
	if !(s0 > 0) {
		return other
	}
	level := vec.Dot(l.w, v) / s0
	if l.degree == 0 {
		return level
	}
	s2 := vec.Dot(l.w2, u)
	if !(s2 > l.flat*s0) { // the variance is at most s2/s0
		return level
	}
	mean, variance, sure := spread(s0, vec.Dot(l.w1, u), s2)
	switch {
	case !sure:
		return l.carefully(u, v, 1)
	case !(variance > l.flat):
		return level
	}
	return level - float64(mean/variance*(vec.Dot(l.w1, v)/s0-float64(mean*level)))
}

// join draws lines between the values that are jump apart, of which the last one
// may be nearer.
func join(x []float64, jump int) {
	if jump == 1 {
		return
	}
	part := 1 / float64(jump)
	for len(x) > jump {
		draw(x[:jump], x[jump], part)
		x = x[jump:]
	}
	if last := len(x) - 1; last > 0 {
		draw(x[:last], x[last], 1/float64(last))
	}
}

// draw continues x by a line from its first value to the one that follows it,
// of which part is the share of one step.
func draw(x []float64, end, part float64) {
	start := x[0]
	step := (end - start) * part
	for k := 1; k < len(x); k++ {
		x[k] = start + float64(step*float64(k))
	}
}
