//go:build !amd64 || purego

package vec

func axpy(alpha float64, x, y []float64) { axpyGo(alpha, x, y) }

func add(dst, x []float64) { addGo(dst, x) }

func scale(alpha float64, x []float64) { scaleGo(alpha, x) }
