package rng

import "testing"

func BenchmarkSeed(b *testing.B) {
	b.ReportAllocs()
	var s Stream
	for b.Loop() {
		s.Seed(1, 2)
	}
}

func BenchmarkIntN(b *testing.B) {
	s := New(1, 2)
	for b.Loop() {
		s.IntN(1000)
	}
}

func BenchmarkFloat64(b *testing.B) {
	s := New(1, 2)
	for b.Loop() {
		s.Float64()
	}
}

func BenchmarkNormFloat64(b *testing.B) {
	s := New(1, 2)
	for b.Loop() {
		s.NormFloat64()
	}
}

func BenchmarkExpFloat64(b *testing.B) {
	s := New(1, 2)
	for b.Loop() {
		s.ExpFloat64()
	}
}
