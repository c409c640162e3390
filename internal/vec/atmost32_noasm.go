//go:build !amd64 || purego

package vec

func appendAtMost32(dst []int32, x []float32, t float32) []int32 { return appendAtMost32Go(dst, x, t) }
