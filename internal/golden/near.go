package golden

import (
	"fmt"
	"math"
	"testing"
)

// Near reports the first place where got and want differ by more than tol,
// and whether there is none. The difference is absolute for wanted numbers
// below 1 and relative above:
//
//	|got − want| ≤ tol · max(1, |want|)
//
// NaN is near NaN only, and an infinity near itself only. A tol of 0 wants
// equal numbers.
func Near(t testing.TB, want, got []float64, tol float64) bool {
	t.Helper()
	if diff := differ(want, got, tol); diff != "" {
		t.Errorf("%s", diff)
		return false
	}
	return true
}

// NearOne is Near for single numbers.
func NearOne(t testing.TB, want, got, tol float64) bool {
	t.Helper()
	return Near(t, []float64{want}, []float64{got}, tol)
}

// differ says where the first difference is, or "".
func differ(want, got []float64, tol float64) string {
	if len(want) != len(got) {
		return fmt.Sprintf("%d numbers, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g == w || math.IsNaN(g) && math.IsNaN(w) {
			continue
		}
		if d := math.Abs(g - w); !math.IsInf(w, 0) && d <= tol*max(1, math.Abs(w)) {
			continue
		}
		return fmt.Sprintf("number %d of %d is %v, want %v (difference %.3g, allowed %.3g)",
			i, len(want), g, w, math.Abs(g-w), tol*max(1, math.Abs(w)))
	}
	return ""
}
