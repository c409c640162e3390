package cpu_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/clm-go/clm/internal/cpu"
)

func TestSetsSwitch(t *testing.T) {
	avx2, avx512, vpopcnt := cpu.AVX2, cpu.AVX512, cpu.VPOPCNT
	sets := cpu.Sets()
	names := make([]string, len(sets))
	for i, s := range sets {
		restore := s.Use()
		require.Equal(t, i >= 1, cpu.AVX2, s.Name)
		require.Equal(t, i >= 2, cpu.AVX512, s.Name)
		require.Equal(t, i >= 2 && vpopcnt, cpu.VPOPCNT, s.Name)
		restore()
		names[i] = s.Name
	}
	require.Equal(t, []string{"go", "avx2", "avx512"}[:len(sets)], names)
	require.Equal(t, avx2, cpu.AVX2)
	require.Equal(t, avx512, cpu.AVX512)
	require.Equal(t, vpopcnt, cpu.VPOPCNT)
	require.False(t, cpu.AVX512 && !cpu.AVX2)
	require.False(t, cpu.VPOPCNT && !cpu.AVX512)
	t.Logf("CPU feature sets: %v", names)
}
