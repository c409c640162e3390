//go:build !amd64 || purego

package vec

func twoLowest32(x []float32) (at int, low, second float32) { return twoLowest32Go(x) }
