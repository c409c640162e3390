//go:build !purego

package vec

import "github.com/clm-go/clm/internal/cpu"

func dot(x, y []float64) float64 {
	if cpu.AVX2 && len(x) >= 16 {
		var lanes [8]float64
		n := len(x) &^ 7
		for lo := 0; lo < n; lo += stream {
			hi := min(lo+stream, n)
			dotAVX2(&lanes, x[lo:hi], y[lo:hi])
		}
		return addProducts(&lanes, x[n:], y[n:])
	}
	return dotGo(x, y)
}

// addProducts adds the products of fewer than eight elements to the lanes and
// the lanes up.
func addProducts(l *[8]float64, x, y []float64) float64 {
	for i, v := range x {
		l[i] += float64(v * y[i])
	}
	return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}
