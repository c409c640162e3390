// Package view walks the rows of any mat.Matrix, in place where the memory
// allows it.
package view

import (
	clm "github.com/clm-go/clm"
	"gonum.org/v1/gonum/mat"
)

// Rows is a matrix seen row by row. It is a small value, holds no memory of
// its own and may be used by any number of goroutines.
type Rows struct {
	rows, cols int
	data       []float64
	step, next int // distance between rows, and between the elements of one
	sparse     *clm.Sparse
	other      mat.Matrix // neither dense nor sparse
	transposed bool       // other is to be read with its indices exchanged
}

// Of looks at x. Transposes are unwrapped. It panics if x is nil.
func Of(x mat.Matrix) Rows {
	transposed := false
	for {
		t, ok := x.(mat.Transpose)
		if !ok {
			break
		}
		x, transposed = t.Matrix, !transposed
	}
	if x == nil {
		panic("clm: the matrix is nil")
	}
	var v Rows
	v.rows, v.cols = x.Dims()
	switch m := x.(type) {
	case mat.RawMatrixer:
		raw := m.RawMatrix()
		v.data, v.step, v.next = raw.Data, raw.Stride, 1
	case *clm.Sparse:
		if transposed {
			v.other = m
		} else {
			v.sparse = m
		}
	default:
		v.other = m
	}
	if transposed {
		v.rows, v.cols = v.cols, v.rows
		v.step, v.next = v.next, v.step
		v.transposed = true
	}
	return v
}

// Dims returns the number of rows and columns.
func (v Rows) Dims() (rows, cols int) { return v.rows, v.cols }

// Sparse returns the table behind the view if it is a clm.Sparse, seen as it
// is and not transposed; else nil.
func (v Rows) Sparse() *clm.Sparse { return v.sparse }

// InPlace tells whether Row returns the matrix's own memory, so that it needs
// no buffer.
func (v Rows) InPlace() bool { return v.next == 1 || v.data != nil && v.cols == 1 }

// Memory returns the matrix's own memory where InPlace says that rows lie in it: row i
// is data[i*step:i*step+cols], not to be changed. Elsewhere it returns nil.
func (v Rows) Memory() (data []float64, step int) {
	if !v.InPlace() {
		return nil, 0
	}
	return v.data, v.step
}

// Buffer returns a buffer for Row, nil if none is needed.
func (v Rows) Buffer() []float64 {
	if v.InPlace() {
		return nil
	}
	return make([]float64, v.cols)
}

// BufferIn is Buffer, in small if that is large enough. Where small lies on the
// stack, no memory is allocated then.
func (v Rows) BufferIn(small []float64) []float64 {
	if !v.InPlace() && v.cols <= len(small) {
		return small
	}
	return v.Buffer()
}

// Row returns row i: the matrix's own memory, not to be changed, where
// InPlace says so, else buf filled with it. Buf must have one place for each
// column then.
func (v Rows) Row(i int, buf []float64) []float64 {
	if v.InPlace() {
		at := i * v.step
		return v.data[at : at+v.cols : at+v.cols]
	}
	buf = buf[:v.cols]
	switch {
	case v.data != nil:
		at := i * v.step
		for j := range buf {
			buf[j] = v.data[at]
			at += v.next
		}
	case v.sparse != nil:
		clear(buf)
		col, val := v.sparse.Row(i)
		for k, c := range col {
			if val == nil {
				buf[c] = 1
			} else {
				buf[c] = val[k]
			}
		}
	case v.transposed:
		for j := range buf {
			buf[j] = v.other.At(j, i)
		}
	default:
		for j := range buf {
			buf[j] = v.other.At(i, j)
		}
	}
	return buf
}
