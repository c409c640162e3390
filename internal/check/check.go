// Package check turns bad input into the errors of package clm, so that all
// packages say the same thing in the same words.
package check

import (
	"fmt"
	"math"
	"strings"

	clm "github.com/clm-go/clm"
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
