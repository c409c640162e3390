//go:build !amd64 || purego

package vec

func axpy32(alpha float32, x, y []float32) { axpy32Go(alpha, x, y) }

func scale32(alpha float32, x []float32) { scale32Go(alpha, x) }
