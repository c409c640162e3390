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
	flat float64 // a spread of the weights up to which a line is not to be told from a constant

	at        int  // place in the window that the factors are for
	weighted  bool // whether they are tricube weights or factors of the fit
	usable    bool // whether any of them is not zero
	w, w1, w2 []float64
	moments   []float64
}

const noPlace = -2

func newLoess(n int, s stlSmooth) *loess {
	l := &loess{n: n, width: min(s.window, n), stlSmooth: s, flat: 0.001 * float64(n-1), at: noPlace}
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
	if math.Sqrt(spread) > l.flat {
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

// fromMoments returns the value of a fit at distance 0 from the sums of
// weight·distance^j (s) and weight·distance^j·value (t). sure is false where
// rounding may have spoilt it.
func (l *loess) fromMoments(s0, s1, s2, t0, t1 float64) (value float64, sure bool) {
	level, mean, square := t0/s0, s1/s0, s2/s0
	spread := square - float64(mean*mean)
	if !(spread > 1e-3*square) {
		return 0, false
	}
	if !(math.Sqrt(spread) > l.flat) {
		return level, true
	}
	return level - float64(mean/spread*(t1/s0-float64(mean*level))), true
}

// carefully returns the value of a fit as fromMoments does, with sums around
// the mean distance. The weights and products are stride apart.
func (l *loess) carefully(u, v []float64, stride int) float64 {
	var s0, s1, t0 float64
	for k, w := range l.w {
		s0 += float64(w * u[k*stride])
		s1 += float64(w * u[k*stride] * float64(k-l.at))
		t0 += float64(w * v[k*stride])
	}
	mean, level := s1/s0, t0/s0
	var s2, t1 float64
	for k, w := range l.w {
		d := float64(k-l.at) - mean
		s2 += float64(w * u[k*stride] * float64(d*d))
		t1 += float64(w * v[k*stride] * d)
	}
	spread := s2 / s0
	if !(math.Sqrt(spread) > l.flat) {
		return level
	}
	return level - float64(mean/spread*(t1/s0))
}

// line smooths y into dst. Weights u and their products v with y are nil where
// all values count alike.
func (l *loess) line(pace *pace, dst, y, u, v []float64) error {
	last, left := 0, 0
	for i := 0; ; i = min(i+l.jump, l.n-1) {
		if i%l.jump == 0 { // a place that was added at the end shares its neighbour's window
			left = l.left(i)
		}
		right := left + l.width
		switch {
		case u == nil:
			if l.alike(i - left); l.usable {
				dst[i] = vec.Dot(l.w, y[left:right])
			} else {
				dst[i] = y[i]
			}
		default:
			l.unlike(i - left)
			dst[i] = l.one(y[i], u[left:right], v[left:right])
		}
		join(dst, last, i)
		if i == l.n-1 {
			return nil
		}
		last = i
		if err := pace.spend(l.width + l.jump); err != nil {
			return err
		}
	}
}

// one returns the value of a fit with weights, or else where they are all zero.
func (l *loess) one(other float64, u, v []float64) float64 {
	s0 := vec.Dot(l.w, u)
	if !(s0 > 0) {
		return other
	}
	t0 := vec.Dot(l.w, v)
	if l.degree == 0 {
		return t0 / s0
	}
	value, sure := l.fromMoments(s0, vec.Dot(l.w1, u), vec.Dot(l.w2, u), t0, vec.Dot(l.w1, v))
	if !sure {
		value = l.carefully(u, v, 1)
	}
	return value
}

// join draws a line between the values at places i and j.
func join(x []float64, i, j int) {
	if j-i < 2 {
		return
	}
	step := (x[j] - x[i]) / float64(j-i)
	for k := 1; k < j-i; k++ {
		x[i+k] = x[i] + float64(step*float64(k))
	}
}
