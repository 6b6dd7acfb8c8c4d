using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace AiStudio.Tests.Architecture;

/// <summary>Which methods a method's code names: those it calls, and those that it hands on as delegates. What an async method or an iterator does counts as its own. Blind to interfaces and to what is overridden.</summary>
internal static class CallGraph
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, int> s_operandSizes = IlOperands.Sizes();
    private static readonly ConcurrentDictionary<MethodBase, IReadOnlyList<MethodBase>> s_calls = new();

    /// <summary>Everything written in a type.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type type) => type.GetMethods(All);

    /// <summary>What <paramref name="method"/> leads to within its assembly, itself and what is called outside of it included. What <paramref name="stopsAt"/> holds for is named, and not entered.</summary>
    public static IReadOnlySet<MethodBase> From(MethodBase method, Func<MethodBase, bool> stopsAt)
    {
        var (seen, open) = (new HashSet<MethodBase> { method }, new Stack<MethodBase>([method]));
        while (open.TryPop(out var next))
        {
            foreach (var called in s_calls.GetOrAdd(next, Read).Where(seen.Add))
            {
                if (called.Module == method.Module && !stopsAt(called))
                    open.Push(called);
            }
        }

        return seen;
    }

    private static IReadOnlyList<MethodBase> Read(MethodBase method)
    {
        var written = method.GetCustomAttribute<StateMachineAttribute>()?.StateMachineType.GetMethod("MoveNext", All) ?? method;
        return written.GetMethodBody()?.GetILAsByteArray() is { } code ? [.. Tokens(code).Select(token => Resolve(written, token)).OfType<MethodBase>().Select(Open).Distinct()] : [];
    }

    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            int opcode = code[at++];
            if (opcode == 0xFE)
                opcode = 0xFE00 | code[at++];
            var size = s_operandSizes[opcode];
            if (size == IlOperands.Token)
                yield return BitConverter.ToInt32(code, at);
            at += size switch { IlOperands.Token => 4, IlOperands.Switch => 4 + 4 * BitConverter.ToInt32(code, at), _ => size };
        }
    }

    // A method, one of another assembly, or one with type arguments; fields, types and strings have tokens too.
    private static MethodBase? Resolve(MethodBase within, int token) => (token >> 24) is 0x06 or 0x0A or 0x2B
        && within.Module.ResolveMember(token, within.DeclaringType?.GetGenericArguments(), within.IsGenericMethod ? within.GetGenericArguments() : null) is MethodBase method
            ? method
            : null;

    private static MethodBase Open(MethodBase method) => method switch
    {
        MethodInfo { IsGenericMethod: true } generic => generic.GetGenericMethodDefinition(),
        _ => method,
    };
}
