// Package check turns bad input into the errors of package clm, so that all
// packages say the same thing in the same words.
package check

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/view"
)

// Int returns nil if lo ≤ v ≤ hi, else a ConfigError.
func Int(typ, field string, v, lo, hi int) error {
	if v >= lo && v <= hi {
		return nil
	}
	want := fmt.Sprintf("%d to %d", lo, hi)
	if hi == math.MaxInt {
		want = fmt.Sprintf("at least %d", lo)
	}
	return &clm.ConfigError{Type: typ, Field: field, Value: v, Want: want}
}

// Float returns nil if lo ≤ v ≤ hi and v is finite, else a ConfigError.
func Float(typ, field string, v, lo, hi float64) error {
	if v >= lo && v <= hi && !math.IsInf(v, 0) {
		return nil
	}
	want := fmt.Sprintf("%v to %v", lo, hi)
	switch {
	case math.IsInf(lo, -1) && math.IsInf(hi, 1):
		want = "a finite number"
	case math.IsInf(hi, 1):
		want = fmt.Sprintf("a finite number, at least %v", lo)
	case math.IsInf(lo, -1):
		want = fmt.Sprintf("a finite number, at most %v", hi)
	}
	return &clm.ConfigError{Type: typ, Field: field, Value: v, Want: want}
}

// OneOf returns nil if v is among the allowed words, else a ConfigError.
func OneOf[T ~string](typ, field string, v T, allowed ...T) error {
	var list strings.Builder
	for i, a := range allowed {
		if v == a {
			return nil
		}
		switch {
		case i == 0:
		case i == len(allowed)-1:
			list.WriteString(" or ")
		default:
			list.WriteString(", ")
		}
		fmt.Fprintf(&list, "%q", string(a))
	}
	return &clm.ConfigError{Type: typ, Field: field, Value: string(v), Want: list.String()}
}

// Finite returns nil if no element of x is NaN or infinite, else a ValueError
// with the place of the first one, row by row.
func Finite(op string, x mat.Matrix) error {
	v := view.Of(x)
	rows, _ := v.Dims()
	if s := v.Sparse(); s != nil {
		for i := range rows {
			col, val := s.Row(i)
			if j := firstBad(val); j >= 0 {
				return &clm.ValueError{Op: op, Row: i, Col: int(col[j]), Value: val[j]}
			}
		}
		return nil
	}
	buf := v.Buffer()
	for i := range rows {
		row := v.Row(i, buf)
		if j := firstBad(row); j >= 0 {
			return &clm.ValueError{Op: op, Row: i, Col: j, Value: row[j]}
		}
	}
	return nil
}

// firstBad returns the place of the first NaN or infinity, or -1.
func firstBad(x []float64) int {
	bad := 0.0
	for _, v := range x {
		bad += v - v // 0 for finite numbers, NaN for all others
	}
	if bad == 0 {
		return -1
	}
	for j, v := range x {
		if v-v != 0 {
			return j
		}
	}
	return -1
}

// Weights returns nil if w is nil or has n finite numbers of at least 0, else
// a ShapeError or ValueError.
func Weights(op string, w []float64, n int) error {
	if w == nil {
		return nil
	}
	if len(w) != n {
		return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d weights for %d rows", len(w), n), Want: "one weight for each row"}
	}
	for i, v := range w {
		if !(v >= 0) || math.IsInf(v, 1) {
			return &clm.ValueError{Op: op + ": weight", Row: i, Col: -1, Value: v, Want: "a finite number of at least 0"}
		}
	}
	return nil
}

// Columns returns nil if got equals want, else a ShapeError.
func Columns(op string, got, want int) error {
	if got == want {
		return nil
	}
	return &clm.ShapeError{Op: op, Got: fmt.Sprintf("%d columns", got), Want: fmt.Sprintf("%d columns", want)}
}

// Dst returns dst, or a new slice of length n if dst is nil. Another length
// of dst is a mistake of the program and panics.
func Dst[T any](op string, dst []T, n int) []T {
	if dst == nil {
		return make([]T, n)
	}
	if len(dst) != n {
		panic(fmt.Sprintf("%s: dst has length %d, want %d", op, len(dst), n))
	}
	return dst
}
