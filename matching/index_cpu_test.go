//go:build linux

package matching

import (
	"runtime"
	"syscall"
	"testing"
	"time"
)

// cpuPer locks the benchmark to one thread and reports how much of one core an operation took, which on a busy machine tells
// more than the time on the wall. It answers the function to call at the end.
func cpuPer(b *testing.B) func() {
	runtime.LockOSThread()
	start := threadCPU()
	return func() {
		b.ReportMetric(float64(threadCPU()-start)/float64(b.N), "cpu-ns/op")
		runtime.UnlockOSThread()
	}
}

// rusageThread is RUSAGE_THREAD of getrusage(2).
const rusageThread = 1

func threadCPU() time.Duration { return spent(rusageThread) }

// cpuOfAll reports how much of one core an operation took in all threads, the collection of garbage included.
func cpuOfAll(b *testing.B) func() {
	start := spent(syscall.RUSAGE_SELF)
	return func() {
		b.ReportMetric(float64(spent(syscall.RUSAGE_SELF)-start)/float64(b.N), "all-cpu-ns/op")
	}
}

func spent(who int) time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(who, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
