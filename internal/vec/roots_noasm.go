//go:build !amd64 || purego

package vec

func sumRoots(l *[8]float64, acc, x []float64, stride int, q []float64) {
	sumRootsGo(l, acc, x, stride, q)
}
