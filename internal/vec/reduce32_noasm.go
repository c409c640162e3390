//go:build !amd64 || purego

package vec

func dot32(x, y []float32) float32 { return dot32Go(x, y) }

func sum32(x []float32) float32 { return sum32Go(x) }

func sqDist32(x, y []float32) float32 { return sqDist32Go(x, y) }
