// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors
/* LD_PRELOAD tap: logs every snd_pcm_writei into the mmapped file $TAP_FILE.
 * build: gcc -O2 -shared -fPIC -o tap.so alsa_tap.c -ldl
 * record (32 bytes): u64 monotonic ns at entry | u32 frames | u32 pid | u32 peakL | u32 peakR | u32 event(0 write,1 prepare,2 drop,3 open) | u32 framebytes
 * header (64 bytes): u64 count.  S16 (4 bytes/frame) or 32-bit (8 bytes/frame) stereo. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <stdatomic.h>
typedef struct { uint64_t t; uint32_t n, pid, l, r, ev, fb; } rec;
#define MAXR 2000000
static _Atomic uint64_t *cnt; static rec *R;
__attribute__((constructor)) static void init(void){
  const char*f=getenv("TAP_FILE"); if(!f) return;
  int d=open(f,O_RDWR|O_CREAT,0666); if(d<0) return; ftruncate(d,64+sizeof(rec)*(size_t)MAXR);
  char*m=mmap(0,64+sizeof(rec)*(size_t)MAXR,PROT_READ|PROT_WRITE,MAP_SHARED,d,0); close(d); if(m==MAP_FAILED) return; cnt=(void*)m; R=(rec*)(m+64); }
static uint64_t ns(void){ struct timespec t; clock_gettime(CLOCK_MONOTONIC,&t); return t.tv_sec*1000000000ull+t.tv_nsec; }
static void put(uint64_t t,uint32_t n,uint32_t l,uint32_t r,uint32_t ev,uint32_t fb){ if(!cnt) return; uint64_t i=atomic_load(cnt); 
  if(i>=MAXR) return; R[i]=(rec){t,n,getpid(),l,r,ev,fb}; atomic_store(cnt,i+1); }
typedef struct _snd_pcm snd_pcm_t;
static void*nx(const char*n){ void*p=dlsym(RTLD_NEXT,n); if(!p){ static void*h; if(!h) h=dlopen("libasound.so.2",RTLD_NOW); p=dlsym(h,n); } return p; }  /* plugin-loaded libasound */
static void peaks(const void*b,unsigned long n,long fb,uint32_t*l,uint32_t*r){ *l=*r=0; if(n>2048) n=2048;
  if(fb==4){ const int16_t*s=b; for(unsigned long i=0;i<n;i++){ uint32_t x=abs(s[2*i]),y=abs(s[2*i+1]); if(x>*l)*l=x; if(y>*r)*r=y; } }
  else if(fb==8){ const int32_t*s=b; for(unsigned long i=0;i<n;i++){ uint32_t x=abs(s[2*i]>>8),y=abs(s[2*i+1]>>8); if(x>*l)*l=x; if(y>*r)*r=y; } } }
long snd_pcm_writei(snd_pcm_t*p,const void*b,unsigned long n){
  static long (*f)(snd_pcm_t*,const void*,unsigned long); static long (*fb)(snd_pcm_t*,long);
  if(!f){ f=nx("snd_pcm_writei"); fb=nx("snd_pcm_frames_to_bytes"); }
  uint64_t t=ns(); long k=fb(p,1); uint32_t l,r; peaks(b,n,k,&l,&r);
  long rc=f(p,b,n); if(rc>0) put(t,rc,l,r,0,k); return rc; }
#define EV(name,ev) int name(snd_pcm_t*p){ static int (*f)(snd_pcm_t*); if(!f) f=nx(#name); put(ns(),0,0,0,ev,0); return f(p); }
EV(snd_pcm_prepare,1) EV(snd_pcm_drop,2)
int snd_pcm_open(snd_pcm_t**p,const char*n,int s,int m){ static int (*f)(snd_pcm_t**,const char*,int,int); if(!f) f=nx("snd_pcm_open"); put(ns(),0,0,0,3,0); return f(p,n,s,m); }
