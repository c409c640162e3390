//go:build !amd64 || purego

package vec

func argMin32(x []float32) int { return argMin32Go(x) }
