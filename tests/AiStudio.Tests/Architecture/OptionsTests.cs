using System.Reflection;
using AiStudio.Gateway;
using AiStudio.Platform.Data;

namespace AiStudio.Tests.Architecture;

public sealed class OptionsTests
{
    [Fact]
    public void Options_OfBothAssemblies_AreValidatedAtStart()
    {
        var registered = string.Concat(SourceTree.Files("src", "Module.cs").Select(File.ReadAllText));
        Assert.Empty(Unvalidated(OptionsTypes().Select(type => type.Name), registered));
    }

    [Fact]
    public void Options_WithoutValidation_AreRefused()
    {
        const string code = "services.AddOptionsSection<GoodOptions>(x); services.AddOptions<BadOptions>().Bind(x);";
        Assert.Equal(["BadOptions", "LostOptions"], Unvalidated(["GoodOptions", "BadOptions", "LostOptions"], code));
    }

    private static IEnumerable<Type> OptionsTypes() =>
        new[] { typeof(StudioDb).Assembly, typeof(GatewayCall).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.GetField("Section", BindingFlags.Public | BindingFlags.Static) is not null);

    /// <summary>Platform's AddOptionsSection is the one way that binds, refuses unknown keys and validates at start.</summary>
    private static IEnumerable<string> Unvalidated(IEnumerable<string> options, string code) =>
        options.Where(name => !code.Contains($"AddOptionsSection<{name}>", StringComparison.Ordinal));
}
