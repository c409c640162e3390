package clm

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// Sparse is an immutable table of which few entries are present, stored row by
// row (compressed sparse rows). It is a [mat.Matrix].
//
// An absent entry is the number 0 to the methods of mat.Matrix, and "unknown"
// to recommenders; an entry may be present and 0. Packages of this module
// walk the present entries only. Gonum does not: mat.Dense.Mul and its like
// call At for every element, in O(rows·columns·log entries).
type Sparse struct {
	rows, cols int
	ptr        []int
	col        []int32
	val        []float64
}

// NewSparse makes a table of the given number of rows and columns from raw
// slices and keeps them: the caller must not change them afterwards.
//
// Row i holds the columns col[ptr[i]:ptr[i+1]], ascending and without
// repeats, and the values at the same places of val. A nil val means that
// every value is 1. NewSparse returns an error that wraps [ErrShape] when
// the slices do not fit together or a column is out of order or range, and
// [ErrLimit] for more than 2³¹−1 rows or columns. Time: O(rows + entries).
func NewSparse(rows, cols int, ptr []int, col []int32, val []float64) (*Sparse, error) {
	const op = "clm.NewSparse"
	if err := checkDims(op, rows, cols); err != nil {
		return nil, err
	}
	if len(ptr) != rows+1 {
		return nil, &ShapeError{Op: op, Got: fmt.Sprintf("%d row pointers", len(ptr)), Want: fmt.Sprintf("%d", rows+1)}
	}
	if val != nil && len(val) != len(col) {
		return nil, &ShapeError{Op: op, Got: fmt.Sprintf("%d values for %d columns", len(val), len(col)), Want: "as many values as columns"}
	}
	if ptr[0] != 0 || ptr[rows] != len(col) {
		return nil, &ShapeError{Op: op, Got: fmt.Sprintf("row pointers from %d to %d", ptr[0], ptr[rows]), Want: fmt.Sprintf("0 to %d", len(col))}
	}
	for i := range rows {
		if ptr[i] > ptr[i+1] || ptr[i+1] > len(col) {
			return nil, &ShapeError{Op: op, Got: fmt.Sprintf("row pointer %d after %d at row %d", ptr[i+1], ptr[i], i), Want: "ascending row pointers"}
		}
		last := int32(-1)
		for _, c := range col[ptr[i]:ptr[i+1]] {
			if c <= last || int(c) >= cols {
				return nil, &ShapeError{Op: op, Got: fmt.Sprintf("column %d after %d at row %d", c, last, i), Want: fmt.Sprintf("ascending columns from 0 to %d", cols-1)}
			}
			last = c
		}
	}
	return &Sparse{rows: rows, cols: cols, ptr: ptr, col: col, val: val}, nil
}

// NewSparseTriplets makes a table from entries in any order: entry k has the
// value val[k] at row row[k] and column col[k]. Entries of the same place add
// up, in the order given. A nil val means that every entry counts 1.
//
// The slices are not kept. The errors are those of [NewSparse].
// Time: O(rows + entries·log(entries of a row)).
func NewSparseTriplets(rows, cols int, row, col []int, val []float64) (*Sparse, error) {
	const op = "clm.NewSparseTriplets"
	if err := checkDims(op, rows, cols); err != nil {
		return nil, err
	}
	if len(row) != len(col) || val != nil && len(val) != len(row) {
		return nil, &ShapeError{Op: op, Got: fmt.Sprintf("%d rows, %d columns, %d values", len(row), len(col), len(val)), Want: "equal lengths"}
	}
	ptr := make([]int, rows+1)
	for k, r := range row {
		if r < 0 || r >= rows {
			return nil, &ShapeError{Op: op, Got: fmt.Sprintf("row %d at entry %d", r, k), Want: fmt.Sprintf("0 to %d", rows-1)}
		}
		if c := col[k]; c < 0 || c >= cols {
			return nil, &ShapeError{Op: op, Got: fmt.Sprintf("column %d at entry %d", c, k), Want: fmt.Sprintf("0 to %d", cols-1)}
		}
		ptr[r+1]++
	}
	for i := range rows {
		ptr[i+1] += ptr[i]
	}
	type entry struct {
		col int32
		val float64
	}
	entries := make([]entry, len(row))
	next := slices.Clone(ptr[:rows])
	for k, r := range row {
		v := 1.0
		if val != nil {
			v = val[k]
		}
		entries[next[r]] = entry{int32(col[k]), v}
		next[r]++
	}
	s := &Sparse{rows: rows, cols: cols, ptr: ptr, col: make([]int32, 0, len(row)), val: make([]float64, 0, len(row))}
	ones := true
	for i := range rows {
		es := entries[ptr[i]:next[i]]
		slices.SortStableFunc(es, func(a, b entry) int { return cmp.Compare(a.col, b.col) })
		ptr[i] = len(s.col)
		for k, e := range es {
			if k > 0 && es[k-1].col == e.col {
				s.val[len(s.val)-1] += e.val
				ones = false
				continue
			}
			s.col = append(s.col, e.col)
			s.val = append(s.val, e.val)
			ones = ones && e.val == 1
		}
	}
	ptr[rows] = len(s.col)
	if ones {
		s.val = nil
	}
	return s, nil
}

func checkDims(op string, rows, cols int) error {
	if rows < 0 || cols < 0 {
		return &ShapeError{Op: op, Got: fmt.Sprintf("%d×%d", rows, cols), Want: "no negative dimension"}
	}
	if rows > math.MaxInt32 {
		return &LimitError{Op: op, Limit: math.MaxInt32, What: "rows"}
	}
	if cols > math.MaxInt32 {
		return &LimitError{Op: op, Limit: math.MaxInt32, What: "columns"}
	}
	return nil
}

// Dims returns the number of rows and columns.
func (s *Sparse) Dims() (rows, cols int) { return s.rows, s.cols }

// Len returns how many entries are present.
func (s *Sparse) Len() int { return len(s.col) }

// At returns the entry at row i and column j, 0 where it is absent, in
// O(log(entries of the row)). It panics for a place outside the table.
func (s *Sparse) At(i, j int) float64 {
	if i < 0 || i >= s.rows {
		panic(mat.ErrRowAccess)
	}
	if j < 0 || j >= s.cols {
		panic(mat.ErrColAccess)
	}
	k, ok := slices.BinarySearch(s.col[s.ptr[i]:s.ptr[i+1]], int32(j))
	if !ok {
		return 0
	}
	if s.val == nil {
		return 1
	}
	return s.val[s.ptr[i]+k]
}

// Row returns the columns and values of the entries of row i, without
// copying: they must not be changed. A nil val means that every value is 1.
// It panics for a row outside the table.
func (s *Sparse) Row(i int) (col []int32, val []float64) {
	if i < 0 || i >= s.rows {
		panic(mat.ErrRowAccess)
	}
	lo, hi := s.ptr[i], s.ptr[i+1]
	if s.val == nil {
		return s.col[lo:hi:hi], nil
	}
	return s.col[lo:hi:hi], s.val[lo:hi:hi]
}

// T returns a view of the table with rows and columns exchanged, in O(1). It
// is slow to walk by rows: where that is wanted, use [Sparse.Transpose].
func (s *Sparse) T() mat.Matrix { return mat.Transpose{Matrix: s} }

// Transpose returns a new table with rows and columns exchanged, in
// O(rows + columns + entries).
func (s *Sparse) Transpose() *Sparse {
	t := &Sparse{rows: s.cols, cols: s.rows, ptr: make([]int, s.cols+1), col: make([]int32, len(s.col))}
	if s.val != nil {
		t.val = make([]float64, len(s.val))
	}
	for _, c := range s.col {
		t.ptr[c+1]++
	}
	for i := range t.rows {
		t.ptr[i+1] += t.ptr[i]
	}
	next := slices.Clone(t.ptr[:t.rows])
	for i := range s.rows {
		for k := s.ptr[i]; k < s.ptr[i+1]; k++ {
			to := next[s.col[k]]
			next[s.col[k]]++
			t.col[to] = int32(i)
			if s.val != nil {
				t.val[to] = s.val[k]
			}
		}
	}
	return t
}
