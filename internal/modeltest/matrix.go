package modeltest

import (
	"fmt"
	"math"
	"reflect"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
)

func (m *Matrix[D, M]) problems(d D, skips func(Check) bool) []string {
	var list []string
	plain := reflect.TypeFor[D]() == reflect.TypeFor[mat.Matrix]()
	if (m.Get == nil) != (m.Put == nil) {
		return append(list, "Matrix needs both Get and Put, or neither")
	}
	if m.Get == nil && !plain {
		return append(list, "Matrix needs Get and Put unless the type of the data is mat.Matrix")
	}
	if m.Get != nil && m.Pick == nil {
		list = append(list, "Matrix needs Pick where the data are more than a matrix")
	}
	if len(m.Questions) == 0 {
		list = append(list, "Matrix needs Questions")
	}
	if m.Weighted == nil && !skips(Weights) {
		list = append(list, "Matrix has no Weighted and Skip no reason for Weights")
	}
	if r, c := m.get(d).Dims(); r < 8 || c < 2 {
		list = append(list, fmt.Sprintf("Data has a matrix of %d×%d, want at least 8 rows and 2 columns", r, c))
	}
	return list
}

// get returns the matrix in d.
func (m *Matrix[D, M]) get(d D) mat.Matrix {
	if m.Get != nil {
		return m.Get(d)
	}
	return any(d).(mat.Matrix)
}

// put returns d with another matrix.
func (m *Matrix[D, M]) put(d D, x mat.Matrix) D {
	if m.Put != nil {
		return m.Put(d, x)
	}
	return x.(D)
}

// pick returns the given rows of d.
func (m *Matrix[D, M]) pick(d D, rows []int) D {
	if m.Pick != nil {
		return m.Pick(d, rows)
	}
	return m.put(d, pickRows(m.get(d), rows))
}

// edges returns the data at the edge of what makes sense, made of d.
func (m *Matrix[D, M]) edges(d D) map[string]D {
	x := mat.DenseCopyOf(m.get(d))
	r, c := x.Dims()
	one := mat.NewDense(r, 1, mat.Col(nil, 0, x))
	constant := mat.DenseCopyOf(x)
	for i := range r {
		constant.Set(i, c-1, 2.5)
	}
	twice := make([]int, 0, 2*r)
	for i := range r {
		twice = append(twice, i/2, i/2)
	}
	same := make([]int, r)
	return map[string]D{
		"no rows":         m.pick(d, nil),
		"no columns":      m.put(d, foreign{&mat.Dense{}, r, 0}),
		"one row":         m.pick(d, []int{0}),
		"one column":      m.put(d, one),
		"constant column": m.put(d, constant),
		"duplicate rows":  m.pick(d, twice),
		"equal rows":      m.pick(d, same),
	}
}

// pickRows copies rows of x. No rows at all are a matrix that still has
// columns, which only a foreign type can be.
func pickRows(x mat.Matrix, rows []int) mat.Matrix {
	_, c := x.Dims()
	if len(rows) == 0 {
		return foreign{&mat.Dense{}, 0, c}
	}
	y := mat.NewDense(len(rows), c, nil)
	for k, i := range rows {
		y.SetRow(k, rowOf(x, i))
	}
	return y
}

// rowOf copies row i of x.
func rowOf(x mat.Matrix, i int) []float64 { return mat.Row(nil, i, x) }

// tile repeats the rows of x until there are n.
func tile(x mat.Matrix, n int) *mat.Dense {
	r, c := x.Dims()
	y := mat.NewDense(n, c, nil)
	for k := range n {
		y.SetRow(k, rowOf(x, k%r))
	}
	return y
}

// foreign is a matrix that offers nothing but the methods of mat.Matrix.
type foreign struct {
	x          mat.Matrix
	rows, cols int
}

func (f foreign) Dims() (r, c int) { return f.rows, f.cols }
func (f foreign) T() mat.Matrix    { return mat.Transpose{Matrix: f} }
func (f foreign) At(i, j int) float64 {
	if uint(i) >= uint(f.rows) || uint(j) >= uint(f.cols) {
		panic(mat.ErrIndexOutOfRange)
	}
	return f.x.At(i, j)
}

func newForeign(x mat.Matrix) foreign {
	r, c := x.Dims()
	return foreign{x, r, c}
}

// forms returns x as every kind of matrix but the sparse one.
func forms(x mat.Matrix) map[string]mat.Matrix {
	dense := mat.DenseCopyOf(x)
	r, c := dense.Dims()
	wide := mat.NewDense(r+2, c+3, nil)
	for i := range r + 2 {
		for j := range c + 3 {
			wide.Set(i, j, math.NaN()) // must not be looked at
		}
	}
	sliced := wide.Slice(1, r+1, 2, c+2).(*mat.Dense)
	sliced.Copy(dense)
	turned := mat.DenseCopyOf(dense.T())
	return map[string]mat.Matrix{
		"dense":              dense,
		"sliced":             sliced,
		"transposed":         turned.T(),
		"twice transposed":   mat.Transpose{Matrix: mat.Transpose{Matrix: dense}},
		"foreign":            newForeign(dense),
		"foreign transposed": newForeign(turned).T(),
	}
}

// sparseOf returns x with its zeros absent.
func sparseOf(x mat.Matrix) *clm.Sparse {
	r, c := x.Dims()
	ptr := make([]int, 1, r+1)
	var col []int32
	val := []float64{}
	for i := range r {
		for j := range c {
			if v := x.At(i, j); v != 0 {
				col = append(col, int32(j))
				val = append(val, v)
			}
		}
		ptr = append(ptr, len(col))
	}
	s, err := clm.NewSparse(r, c, ptr, col, val)
	if err != nil {
		panic(fmt.Sprintf("modeltest: %v", err))
	}
	return s
}

// thin returns a copy of x with zeros in about two fifths of its places.
func thin(x mat.Matrix) *mat.Dense {
	y := mat.DenseCopyOf(x)
	r, c := y.Dims()
	for i := range r {
		for j := range c {
			if (7*i+3*j+i*j)%5 < 2 {
				y.Set(i, j, 0)
			}
		}
	}
	return y
}

// corners lists the places where bad values are tried.
func corners(x mat.Matrix) [][2]int {
	r, c := x.Dims()
	return [][2]int{{0, 0}, {0, c - 1}, {r / 2, c / 2}, {r - 1, 0}, {r - 1, c - 1}}
}

// with returns a copy of x with v at one place.
func with(x mat.Matrix, at [2]int, v float64) *mat.Dense {
	y := mat.DenseCopyOf(x)
	y.Set(at[0], at[1], v)
	return y
}
