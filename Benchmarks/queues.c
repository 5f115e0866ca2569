// SPDX-License-Identifier: Apache-2.0
// Copyright The Jukebox authors

// What other ways of handing 256 bytes to another process cost, for `make bench-ring`.
//
//   queues TRANSPORT awake|asleep [n]      sender's cost and end to end: p50 p90 p99 p99.9 max in ns
//   queues TRANSPORT tput SENDERS [n]      messages per second
//
// TRANSPORT: mq sysv dgram seqpacket fifo ring (a bare ring of C11 atomics with a futex)
// awake : the receiver spins on a non-blocking receive; the sender is paced 15 us
// asleep: the receiver blocks; the sender spins 400 us between messages, so that its core is idle
// The sender runs on CPU 0, the receiver on CPU 1 (tput: not pinned).
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <stdint.h>
#include <stdatomic.h>
#include <unistd.h>
#include <fcntl.h>
#include <errno.h>
#include <sched.h>
#include <time.h>
#include <signal.h>
#include <mqueue.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <sys/msg.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <linux/futex.h>

enum { MQ, SYSV, DGRAM, SEQ, FIFO, RING } tr;
static const char *names[] = {"mq","sysv","dgram","seqpacket","fifo","ring",0};
#define SZ 256
#define SLOTS 256
typedef struct { _Atomic uint64_t seq; char pad[56]; char data[SZ]; } slot_t;
typedef struct {
  _Alignas(64) _Atomic uint64_t tail;
  _Alignas(64) _Atomic uint32_t sleeping; _Atomic uint64_t wakes, fulls;
  _Alignas(64) uint64_t head;
  _Alignas(64) slot_t s[SLOTS];
  _Alignas(64) _Atomic int ready;
} ring_t;
static ring_t *R;
static double *lat, *cost;
static char path[108]; static mqd_t q = -1; static int qid, fd_s = -1, fd_r = -1;

static inline uint64_t ns(void){ struct timespec t; clock_gettime(CLOCK_MONOTONIC,&t); return t.tv_sec*1000000000ull+t.tv_nsec; }
static void die(const char*w){ perror(w); exit(1); }
static void pin(int c){ cpu_set_t s; CPU_ZERO(&s); CPU_SET(c,&s); sched_setaffinity(0,sizeof s,&s); }
static long fut(_Atomic uint32_t*a,int op,uint32_t v){ return syscall(SYS_futex,a,op,v,NULL,NULL,0); }
static inline void relax(void){ __builtin_ia32_pause(); }

static int ring_put(const char*b){            /* 1 ok, 0 full */
  uint64_t t = atomic_load_explicit(&R->tail,memory_order_relaxed); slot_t*s;
  for(;;){
    s=&R->s[t%SLOTS];
    uint64_t q=atomic_load_explicit(&s->seq,memory_order_acquire);
    if(q==t){ if(atomic_compare_exchange_weak_explicit(&R->tail,&t,t+1,memory_order_relaxed,memory_order_relaxed)) break; }
    else if((int64_t)(q-t)<0) return 0;
    else t=atomic_load_explicit(&R->tail,memory_order_relaxed);
  }
  memcpy(s->data,b,SZ);
  atomic_store_explicit(&s->seq,t+1,memory_order_release);
  atomic_thread_fence(memory_order_seq_cst);
  if(atomic_load_explicit(&R->sleeping,memory_order_relaxed) && atomic_exchange(&R->sleeping,0)){
    fut(&R->sleeping,FUTEX_WAKE,1); }
  return 1;
}
static int ring_get(char*b){
  uint64_t h=R->head; slot_t*s=&R->s[h%SLOTS];
  if(atomic_load_explicit(&s->seq,memory_order_acquire)!=h+1) return 0;
  memcpy(b,s->data,SZ);
  atomic_store_explicit(&s->seq,h+SLOTS,memory_order_release); R->head=h+1; return 1;
}
static void ring_get_block(char*b){
  for(;;){
    if(ring_get(b)) return;
    atomic_store(&R->sleeping,1);
    if(ring_get(b)){ atomic_store(&R->sleeping,0); return; }
    fut(&R->sleeping,FUTEX_WAIT,1);
  }
}
static void setup(void){
  snprintf(path,sizeof path,P_tmpdir "/ipcbench.%d",getpid());
  if(tr==MQ){ struct mq_attr a={.mq_maxmsg=10,.mq_msgsize=SZ}; char n[64]; snprintf(n,64,"/ipcb%d",getpid());
    q=mq_open(n,O_CREAT|O_RDWR,0600,&a); if(q<0)die("mq_open"); mq_unlink(n); }
  else if(tr==SYSV){ qid=msgget(IPC_PRIVATE,0600); if(qid<0)die("msgget"); }
  else if(tr==DGRAM){ struct sockaddr_un a={.sun_family=AF_UNIX}; strcpy(a.sun_path,path);
    fd_r=socket(AF_UNIX,SOCK_DGRAM,0); if(bind(fd_r,(void*)&a,sizeof a))die("bind");
    fd_s=socket(AF_UNIX,SOCK_DGRAM,0); if(connect(fd_s,(void*)&a,sizeof a))die("connect"); }
  else if(tr==SEQ){ int p[2]; if(socketpair(AF_UNIX,SOCK_SEQPACKET,0,p))die("sp"); fd_s=p[0]; fd_r=p[1]; }
  else if(tr==FIFO){ if(mkfifo(path,0600))die("mkfifo"); fd_r=open(path,O_RDWR); fd_s=open(path,O_WRONLY); }
  else { for(int i=0;i<SLOTS;i++) atomic_store(&R->s[i].seq,i); }
}
static void teardown(void){ if(tr==SYSV)msgctl(qid,IPC_RMID,0); if(tr==DGRAM||tr==FIFO)unlink(path); }
static void send1(const char*b){
  switch(tr){
  case MQ: while(mq_send(q,b,SZ,0)){ if(errno!=EAGAIN)die("mq_send"); relax(); } break; /* awake mode: O_NONBLOCK is shared with the receiver */
  case SYSV: { struct{long t;char d[SZ];}m; m.t=1; memcpy(m.d,b,SZ); if(msgsnd(qid,&m,SZ,0))die("msgsnd"); } break;
  case DGRAM: case SEQ: if(send(fd_s,b,SZ,0)!=SZ)die("send"); break;
  case FIFO: if(write(fd_s,b,SZ)!=SZ)die("write"); break;
  case RING: if(!ring_put(b)){ atomic_fetch_add(&R->fulls,1); do sched_yield(); while(!ring_put(b)); } break;
  }
}
static void recv1(char*b,int spin){
  for(;;) switch(tr){
  case MQ: if(mq_receive(q,b,SZ,NULL)==SZ) return; if(errno!=EAGAIN)die("mq_receive"); relax(); break;
  case SYSV: { struct{long t;char d[SZ];}m; if(msgrcv(qid,&m,SZ,0,spin?IPC_NOWAIT:0)==SZ){ memcpy(b,m.d,SZ); return; } if(errno!=ENOMSG)die("msgrcv"); relax(); } break;
  case DGRAM: case SEQ: if(recv(fd_r,b,SZ,spin?MSG_DONTWAIT:0)==SZ) return; if(errno!=EAGAIN)die("recv"); relax(); break;
  case FIFO: if(read(fd_r,b,SZ)==SZ) return; if(errno!=EAGAIN)die("read"); relax(); break;
  case RING: if(spin){ while(!ring_get(b)) relax(); return; } ring_get_block(b); return;
  }
}
static int cmp(const void*a,const void*b){ double x=*(double*)a,y=*(double*)b; return x<y?-1:x>y; }
static void rep(const char*k,const char*mode,double*v,int n){
  qsort(v,n,sizeof *v,cmp);
  (void)mode;
  printf("%s %.0f %.0f %.0f %.0f %.0f\n",k,1e3*v[n/2],1e3*v[n*9/10],1e3*v[n*99/100],1e3*v[(int)(n*.999)],1e3*v[n-1]);
}
int main(int c,char**v){
  alarm(120); /* nothing here may hang */
  if(c<3){ fprintf(stderr,"usage: see source\n"); return 2; }
  for(tr=0;names[tr];tr++) if(!strcmp(v[1],names[tr])) break;
  if(!names[tr]) return 2;
  R=mmap(0,sizeof *R,PROT_READ|PROT_WRITE,MAP_SHARED|MAP_ANONYMOUS,-1,0);
  setup(); char b[SZ]; memset(b,'x',SZ);
  if(!strcmp(v[2],"tput")){
    int P=atoi(v[3]), n=c>4?atoi(v[4]):400000; n=n/P;
    pid_t rc=fork();
    if(!rc){ alarm(100); atomic_store(&R->ready,1); for(long i=0;i<(long)n*P;i++) recv1(b,0); _exit(0); }
    while(!atomic_load(&R->ready)) relax();
    uint64_t t0=ns(); pid_t pp[64];
    for(int p=0;p<P;p++) if(!(pp[p]=fork())){ for(int i=0;i<n;i++) send1(b); _exit(0); }
    for(int p=0;p<P;p++) waitpid(pp[p],0,0);
    waitpid(rc,0,0);
    printf("tput %.0f\n",(double)n*P/((ns()-t0)/1e9));
    teardown(); return 0;
  }
  int spin=!strcmp(v[2],"awake"), n=c>3?atoi(v[3]):(spin?50000:5000); uint64_t gap=spin?15000:400000;
  if(spin&&tr==MQ){ struct mq_attr a={.mq_flags=O_NONBLOCK}; mq_setattr(q,&a,0); }
  if(spin&&tr==FIFO) fcntl(fd_r,F_SETFL,fcntl(fd_r,F_GETFL)|O_NONBLOCK);
  lat=mmap(0,n*8,PROT_READ|PROT_WRITE,MAP_SHARED|MAP_ANONYMOUS,-1,0);
  cost=malloc(n*8);
  pid_t rc=fork();
  if(!rc){ alarm(100); pin(getenv("RXCPU")?atoi(getenv("RXCPU")):1); atomic_store(&R->ready,1);
    for(int i=0;i<n;i++){ recv1(b,spin); uint64_t t=ns(),s; memcpy(&s,b,8); lat[i]=(t-s)/1e3; } _exit(0); }
  pin(0); while(!atomic_load(&R->ready)) relax();
  usleep(20000);
  for(int i=0;i<n;i++){
    uint64_t e=ns()+gap; while(ns()<e) relax();
    uint64_t t=ns(); memcpy(b,&t,8); send1(b); cost[i]=(ns()-t)/1e3;
  }
  waitpid(rc,0,0);
  rep("send",v[2],cost,n); rep("e2e",v[2],lat,n);
  teardown(); return 0;
}
