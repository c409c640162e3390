//go:build !amd64 || purego

package vec

func appendAtMost(dst []int32, x []float64, t float64) []int32 { return appendAtMostGo(dst, x, t) }
