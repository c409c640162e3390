//go:build !amd64 || purego

package vec

func argMin(x []float64) int { return argMinGo(x) }
