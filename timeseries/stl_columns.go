package timeseries

import "github.com/clm-go/clm/internal/vec"

// columns smooths m columns of a table, whose rows are stride apart, and goes on
// by one row before the first and one after the last: row i of y becomes row
// i+1 of dst. Weights u and their products v with y are nil where all values
// count alike.
//
// All columns are fitted at the same places, so that a fit of one place is a few
// sums of rows.
func (l *loess) columns(pace *pace, dst, y, u, v []float64, stride, m int) error {
	row := func(x []float64, i int) []float64 { return x[i*stride : i*stride+m] }
	fit := func(i, left int, other []float64) error {
		if u == nil {
			l.rowAlike(row(dst, i+1), other, y[left*stride:], i-left, stride)
		} else {
			l.rowUnlike(row(dst, i+1), other, u[left*stride:], v[left*stride:], i-left, stride)
		}
		return pace.spend((l.width + l.jump) * m)
	}
	left, last := 0, 0
	for i := 0; i < l.n; i += l.jump {
		left = l.left(i)
		if err := fit(i, left, row(y, i)); err != nil {
			return err
		}
		joinRows(dst, (last+1)*stride, (i+1)*stride, stride, m)
		last = i
	}
	if i := l.n - 1; last < i { // a place that is added at the end shares its neighbour's window
		if err := fit(i, left, row(y, i)); err != nil {
			return err
		}
		joinRows(dst, (last+1)*stride, (i+1)*stride, stride, m)
	}
	if err := fit(-1, 0, row(dst, 1)); err != nil {
		return err
	}
	return fit(l.n, l.n-l.width, row(dst, l.n))
}

// rowAlike fits one place of all columns, with other where there is no weight.
func (l *loess) rowAlike(dst, other, y []float64, at, stride int) {
	if l.alike(at); !l.usable {
		copy(dst, other)
		return
	}
	clear(dst)
	for k, w := range l.w {
		vec.Axpy(w, y[k*stride:k*stride+len(dst)], dst)
	}
}

// rowUnlike is rowAlike with weights.
func (l *loess) rowUnlike(dst, other, u, v []float64, at, stride int) {
	l.unlike(at)
	m := len(dst)
	if l.moments == nil {
		l.moments = make([]float64, 5*m)
	}
	clear(l.moments)
	s0, t0, s1 := l.moments[:m], l.moments[m:2*m], l.moments[2*m:3*m]
	s2, t1 := l.moments[3*m:4*m], l.moments[4*m:]
	for k, w := range l.w {
		p, q := u[k*stride:k*stride+m], v[k*stride:k*stride+m]
		vec.Axpy(w, p, s0)
		vec.Axpy(w, q, t0)
		if l.degree > 0 {
			vec.Axpy(l.w1[k], p, s1)
			vec.Axpy(l.w2[k], p, s2)
			vec.Axpy(l.w1[k], q, t1)
		}
	}
	for j := range dst {
		if !(s0[j] > 0) {
			dst[j] = other[j]
			continue
		}
		level := t0[j] / s0[j]
		dst[j] = level
		if l.degree == 0 {
			continue
		}
		mean, variance, sure := spread(s0[j], s1[j], s2[j])
		switch {
		case !sure:
			dst[j] = l.carefully(u[j:], v[j:], stride)
		case variance > l.flat:
			dst[j] = level - float64(mean/variance*(t1[j]/s0[j]-float64(mean*level)))
		}
	}
}

// joinRows draws a line between the m values from i on and those from j on, in
// the rows between.
func joinRows(x []float64, i, j, stride, m int) {
	rows := (j - i) / stride
	a, b := x[i:i+m], x[j:j+m]
	for k := 1; k < rows; k++ {
		dst := x[i+k*stride : i+k*stride+m]
		share := float64(k) / float64(rows)
		for c := range dst {
			dst[c] = a[c] + float64(share*(b[c]-a[c]))
		}
	}
}
