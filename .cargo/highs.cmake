# Sixteen sources are compiled as one, so that the headers which they share are read once.
# Tried with GCC on Linux; elsewhere HiGHS is compiled as it comes.
if(CMAKE_HOST_SYSTEM_NAME STREQUAL "Linux")
  set(CMAKE_UNITY_BUILD ON)
  set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
endif()
