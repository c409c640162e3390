//go:build !amd64 || purego

package vec

func weigh(dst, x, q, weight []float64, w float64) float64 {
	return weighGo(dst, x, q, weight, w)
}

func relax(near []float64, from []int32, x, q []float64, label int32) (at int, least float64) {
	return relaxGo(near, from, x, q, label)
}
